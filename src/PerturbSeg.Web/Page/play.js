// Play: the layers of painted scenes put together as the user likes (scenery.js).
import { getJson, postFile, runPath } from './api.js';
import { between, cutOut, find, latest, say, show, steps } from './parts.js';

const { compose, drag, fillStrip, readPixels } = scenery;

const count = 8;

const plain = ({ width, height }, value) => new ImageData(new Uint8ClampedArray(4 * width * height).fill(value), width, height);

// What the discriminator is asked about: red, green, blue and mask of each pixel.
const judgedBytes = (background, object, shiftX, shiftY) => {
    const scene = compose(background, object, shiftX, shiftY), white = { foreground: plain(background, 255), mask: object.mask };
    const mask = compose(plain(background, 0), white, shiftX, shiftY);
    for (let i = 0; i < scene.data.length; i += 4)
        scene.data[i + 3] = mask.data[i];
    return scene.data;
};

// A scene in dim grey with what is hot on it: red, and yellow where it is hottest.
const heated = (scene, heat) => {
    const picture = new ImageData(scene.width, scene.height);
    for (let i = 0; i < scene.data.length; i += 4) {
        const [red, green, blue] = scene.data.subarray(i, i + 3), grey = 0.7 * (0.299 * red + 0.587 * green + 0.114 * blue), hot = heat.data[i] / 255;
        picture.data.set([grey + hot * (255 - grey), grey * (1 - hot) + 230 * hot * hot, grey * (1 - hot), 255], i);
    }
    return picture;
};

export const startPlay = () => {
    const canvas = find('play-canvas'), walk = find('walk-slider');
    let run = null, seed = 1, object = null, background = null, shiftX = 0, shiftY = 0, unpress = () => { };
    let frowns = false, heat = null;

    const paint = () => {
        const scene = compose(background, object, shiftX, shiftY);
        show(canvas, heat === null ? scene : heated(scene, heat));
    };

    const judge = latest(async () => {
        const asked = run;
        if (object === null || !frowns)
            return;
        try {
            const { logit, slope } = await (await postFile(runPath(asked, '/verdict'), new Blob([judgedBytes(background, object, shiftX, shiftY)]))).json();
            const found = await readPixels(slope);
            if (!frowns || asked !== run)
                return;
            heat = found;
            say(find('play-alert'));
            find('play-verdict').textContent = `Its verdict: ${logit.toFixed(2)}; the higher, the more like a photo.`;
            paint();
        } catch (error) {
            say(find('play-alert'), error.message);
        }
    });

    const draw = () => {
        if (object === null)
            return;
        paint();
        find('play-place').textContent = `Moved ${shiftX} px right, ${shiftY} px down.`;
        if (frowns)
            judge();
    };

    const showFrowns = on => {
        frowns = on;
        heat = null;
        find('frown').setAttribute('aria-pressed', on);
        find('play-verdict').textContent = '';
        draw();
    };

    const moveTo = (x, y) => {
        const side = canvas.width;
        shiftX = between(Math.round(x), -side, side);
        shiftY = between(Math.round(y), -side, side);
        draw();
    };

    const read = async (path, use) => {
        const asked = run;
        say(find('play-alert'));
        find('play-status').textContent = 'Painting …';
        try {
            const answer = await use(await getJson(runPath(asked, path)));
            if (asked === run)
                answer();
        } catch (error) {
            say(find('play-alert'), error.message);
        }
        find('play-status').textContent = '';
    };

    const readNext = latest(read); // scenes and walks show in the same place: the last asked for counts

    const newScenes = () => readNext(`/scenes?seed=${seed}&count=${count}`, async ({ scenes: told }) => {
        const scenes = await Promise.all(told.map(scenery.read));
        return () => {
            const press = [
                fillStrip(find('objects'), 'Object', scenes.map(({ foreground, mask }) => cutOut(foreground, mask)), i => {
                    object = scenes[i];
                    draw();
                }),
                fillStrip(find('backgrounds'), 'Background', scenes.map(scene => scene.background), i => {
                    ({ background } = scenes[i]);
                    draw();
                }),
            ];
            unpress = () => press.forEach(one => one(-1));
            press.forEach(one => one(0));
            [object, { background }] = [scenes[0], scenes[0]];
            moveTo(0, 0);
        };
    });

    const goTo = () => {
        const [from, to] = ['walk-from', 'walk-to'].map(id => find(id).valueAsNumber || 0);
        return readNext(`/walk?from=${from}&to=${to}&at=${walk.value}`, async ({ scene }) => {
            const painted = await scenery.read(scene);
            return () => {
                [object, { background }] = [painted, painted];
                unpress();
                draw();
            };
        });
    };

    // What the run before had is no scene of this one.
    const forget = () => {
        [object, background, unpress] = [null, null, () => { }];
        find('objects').replaceChildren();
        find('backgrounds').replaceChildren();
        canvas.getContext('2d').clearRect(0, 0, canvas.width, canvas.height);
    };

    const walkOn = () => {
        find('walk-at').textContent = walk.value;
        if (['walk-from', 'walk-to'].every(id => find(id).checkValidity()))
            goTo();
        else
            say(find('play-alert'), 'A seed is a whole number, at least 0.');
    };

    drag(canvas, () => [shiftX, shiftY], moveTo);
    canvas.addEventListener('keydown', event => {
        const step = event.altKey ? undefined : steps[event.key], far = event.shiftKey ? 8 : 1;
        if (step !== undefined)
            moveTo(shiftX + far * step[0], shiftY + far * step[1]);
        else if (event.key.toLowerCase() === 'f' && !event.ctrlKey && !event.metaKey && !event.altKey && run.judges)
            showFrowns(!frowns);
        else
            return;
        event.preventDefault();
    });
    find('frown').addEventListener('click', () => showFrowns(!frowns));
    find('play-back').addEventListener('click', () => moveTo(0, 0));
    find('new-scenes').addEventListener('click', () => {
        seed++;
        newScenes();
    });
    walk.addEventListener('input', walkOn);
    for (const id of ['walk-from', 'walk-to'])
        find(id).addEventListener('change', walkOn);

    return {
        enter: chosen => {
            const paints = chosen?.paints === true;
            say(find('play-note'), paints ? '' : 'This run has no generator here: its folder holds no checkpoint.');
            find('play-body').hidden = !paints;
            find('frown').hidden = !chosen?.judges;
            say(find('frown-note'), paints && !chosen.judges ? 'Where the discriminator frowns is not shown: this model was made small, without one.' : '');
            if (paints && run !== chosen) {
                run = chosen;
                forget();
                showFrowns(false);
                newScenes();
            }
        },
        leave: () => { },
    };
};
