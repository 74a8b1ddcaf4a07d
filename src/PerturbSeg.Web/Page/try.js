// Try: photos in, outlines and cut-outs out.
import { postFile } from './api.js';
import { canvasOf, cutOut, doubtWords, find, loadImage, make, pixelsOf, say, show } from './parts.js';

const mostShown = 900;
const formats = [['mask', 'Mask PNG'], ['cutout', 'Cut-out'], ['svg', 'SVG'], ['labelme', 'labelme'], ['coco', 'COCO']];

const megabytes = bytes => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

const outlinesOn = (context, polygons, scale) => {
    context.beginPath();
    for (const polygon of polygons) {
        for (let i = 0; i < polygon.length; i += 2)
            context[i === 0 ? 'moveTo' : 'lineTo'](polygon[i] * scale, polygon[i + 1] * scale);
        context.closePath();
    }
    context.lineJoin = 'round';
    for (const [colour, width] of [['#000', 5], ['#ffe100', 2.5]]) {
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.stroke();
    }
};

const picture = (canvas, label, caption) => {
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', label);
    return make('figure', {}, canvas, make('figcaption', { textContent: caption }));
};

// Null where this browser cannot decode the file, which the server can.
const decode = file => createImageBitmap(file).catch(() => null);

const pictures = async (file, found) => {
    const scale = Math.min(1, mostShown / Math.max(found.width, found.height));
    const width = Math.max(1, Math.round(found.width * scale)), height = Math.max(1, Math.round(found.height * scale));
    const mask = await loadImage(found.mask), photo = await decode(file);
    const outlined = canvasOf(photo ?? mask, width, height), cut = make('canvas', { className: 'chequered' });
    outlinesOn(outlined.getContext('2d'), found.polygons, scale);
    const figures = [picture(outlined, `The outline of the object on ${file.name}`, photo ? 'Outline' : 'Outline on the mask: this browser cannot show such a file')];
    if (photo !== null) {
        show(cut, cutOut(pixelsOf(photo, width, height), pixelsOf(mask, width, height)));
        photo.close();
        figures.push(picture(cut, `The object of ${file.name} without its background`, 'Cut-out'));
    }
    return make('div', { className: 'pictures' }, ...figures);
};

const facts = found => {
    const [kind, text] = doubtWords(found.doubt);
    const share = (100 * found.area / (found.width * found.height)).toFixed(1);
    return make('p', { className: 'facts' },
        `Doubt ${found.doubt.toFixed(2)}: `, make('strong', { className: kind, textContent: text }),
        found.area > 0 ? `. The object covers ${share} % of the photo.` : '. No object was found.');
};

const nameOf = response => decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'photo');

const download = async (run, file, format) => {
    const response = await postFile(`/v1/outputs?run=${encodeURIComponent(run.name)}&format=${format}&name=${encodeURIComponent(file.name)}`, file);
    const link = make('a', { href: URL.createObjectURL(await response.blob()), download: nameOf(response) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    return link.download;
};

const downloads = (run, file, alarm) => {
    const row = make('div', { className: 'controls' });
    row.setAttribute('role', 'group');
    row.setAttribute('aria-label', `Download for ${file.name}`);
    row.append(...formats.map(([format, text]) => {
        const button = make('button', { type: 'button', textContent: text });
        button.dataset.format = format;
        button.addEventListener('click', async () => {
            button.disabled = true;
            say(alarm);
            try {
                find('try-status').textContent = `Downloaded ${await download(run, file, format)}.`;
            } catch (error) {
                say(alarm, error.message);
            }
            button.disabled = false;
        });
        return button;
    }));
    return row;
};

const cardOf = file => {
    const alarm = make('p', { className: 'warning', hidden: true }), state = make('p', { className: 'quiet', textContent: 'Waiting …' });
    alarm.setAttribute('role', 'alert');
    const card = make('article', { className: 'card' }, make('h3', { textContent: file.name }), alarm, state);
    card.dataset.name = file.name;
    return { card, alarm, state };
};

export const startTry = session => {
    const input = find('file'), drop = find('drop'), view = find('view-try');
    let run, line = Promise.resolve();

    const work = async (file, { card, alarm, state }, chosen) => {
        state.textContent = 'Segmenting …';
        try {
            const { photos } = await (await postFile(`/v1/masks?run=${encodeURIComponent(chosen.name)}&name=${encodeURIComponent(file.name)}`, file)).json();
            for (const found of photos)
                card.append(facts(found), await pictures(file, found));
            card.append(downloads(chosen, file, alarm));
            card.dataset.ready = '';
            find('try-status').textContent = `${file.name} is done.`;
        } catch (error) {
            say(alarm, error.message);
        }
        state.remove();
    };

    const take = files => {
        const large = files.filter(file => file.size > session.most_bytes), fit = files.filter(file => file.size <= session.most_bytes);
        say(find('try-alert'), large.map(file => `${file.name} has ${megabytes(file.size)}; at most ${megabytes(session.most_bytes)} are taken.`).join(' '));
        const cards = fit.map(cardOf);
        find('cards').prepend(...cards.map(({ card }) => card));
        const chosen = run;
        fit.forEach((file, i) => { line = line.then(() => work(file, cards[i], chosen)); });
    };

    input.addEventListener('change', () => {
        take([...input.files]);
        input.value = '';
    });
    for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'])
        drop.addEventListener(name, () => drop.classList.toggle('over', name === 'dragenter' || name === 'dragover'));
    drop.addEventListener('drop', event => {
        event.preventDefault();
        if (run.segments)
            take([...event.dataTransfer.files]);
    });
    document.addEventListener('paste', event => {
        if (!view.hidden && run?.segments && event.clipboardData.files.length > 0)
            take([...event.clipboardData.files]);
    });
    find('try-hint').textContent = `The server keeps none of them. At most ${megabytes(session.most_bytes)} each.`;

    return {
        enter: chosen => {
            run = chosen;
            say(find('try-note'), run?.segments ? '' : 'This run has no segmenter yet. Fit one first: perturbseg fit --run RUN.');
            find('try-body').hidden = !run?.segments;
        },
        leave: () => { },
    };
};
