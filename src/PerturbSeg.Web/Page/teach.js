// Teach again: the masks that were accepted or mended become a lesson for the segmenter.
import { getJson, post } from './api.js';
import { find } from './parts.js';

const pause = 1000, mostNamed = 3;

const percent = iou => (100 * iou).toFixed(1);

const words = ({ running, result, skipped, problem }) => {
    const more = skipped.length - mostNamed;
    const left = skipped.length > 0 ? ` Left out: ${skipped.slice(0, mostNamed).join(' ')}${more > 0 ? ` And ${more} more.` : ''}` : '';
    if (running)
        return `The segmenter is being taught.${left}`;
    if (problem !== null)
        return `${problem}${left}`;
    if (result === null)
        return 'Accepted and mended masks become a lesson.';
    const measured = result.held_back > 0
        ? ` On ${result.held_back} that were held back IoU is ${percent(result.iou_after)} %; it was ${percent(result.iou_before)} %.`
        : ' None of them is one that is held back to measure: with more masks there will be.';
    return `Taught with ${result.taught} masks.${measured} All photos are judged anew.${left}`;
};

// Calls `taught` when a lesson has ended.
export const startTeaching = taught => {
    const button = find('teach'), bar = find('teach-progress');
    let timer = 0, shown = false, running = false, masks = 0;

    const tell = text => {
        if (find('teach-status').textContent !== text)
            find('teach-status').textContent = text;
    };

    const show = state => {
        const ended = running && !state.running;
        running = state.running;
        bar.hidden = !running;
        bar.max = state.steps;
        bar.value = state.done;
        count(masks);
        tell(words(state));
        find('teach-steps').textContent = running ? `${state.done} of ${state.steps} steps` : '';
        if (running && shown)
            timer = setTimeout(follow, pause);
        if (ended)
            taught();
    };

    const count = number => {
        masks = number;
        button.disabled = running || masks === 0;
    };

    const follow = async () => {
        clearTimeout(timer);
        try {
            show(await getJson('/api/teach'));
        } catch (error) {
            tell(error.message);
            if (running && shown)
                timer = setTimeout(follow, pause);
        }
    };

    button.addEventListener('click', async () => {
        button.disabled = true;
        try {
            show(await post('/api/teach'));
        } catch (error) {
            tell(error.message);
            count(masks);
            if (error.status === 409)
                follow(); // a lesson that another page began
        }
    });
    find('teaching').hidden = false;

    // `count` is told how many masks there are to teach with.
    return {
        count,
        enter: () => {
            shown = true;
            follow();
        },
        leave: () => {
            shown = false;
            clearTimeout(timer);
        },
    };
};
