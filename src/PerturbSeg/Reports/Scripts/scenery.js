// The layers of scenes to play with: read, put together again, cut out, shown, chosen and dragged. In reports and on the page of 'serve'.
'use strict';
const scenery = (() => {
    // x = m · f + (1 − m) · b, with f and m shifted by whole pixels. What leaves the frame is lost, what enters has mask 0, as in training.
    const compose = (background, { foreground, mask }, shiftX, shiftY) => {
        const { width, height } = background;
        const composite = new ImageData(new Uint8ClampedArray(background.data), width, height);
        for (let y = Math.max(0, shiftY); y < Math.min(height, height + shiftY); y++) {
            for (let x = Math.max(0, shiftX); x < Math.min(width, width + shiftX); x++) {
                const to = 4 * (y * width + x), from = 4 * ((y - shiftY) * width + x - shiftX);
                const opacity = mask.data[from] / 255;
                for (let channel = 0; channel < 3; channel++)
                    composite.data[to + channel] = opacity * foreground.data[from + channel] + (1 - opacity) * background.data[to + channel];
            }
        }
        return composite;
    };

    const readPixels = async uri => {
        const image = new Image();
        image.src = uri;
        await image.decode();
        const context = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d');
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.naturalWidth, image.naturalHeight);
    };

    const read = async scene => ({
        background: await readPixels(scene.background),
        foreground: await readPixels(scene.foreground),
        mask: await readPixels(scene.mask),
    });

    // The colours of one picture with the opacity that a grey one gives.
    const cutOut = (colours, mask) => {
        const picture = new ImageData(new Uint8ClampedArray(colours.data), colours.width, colours.height);
        for (let i = 0; i < mask.data.length; i += 4)
            picture.data[i + 3] = mask.data[i];
        return picture;
    };

    const show = (canvas, picture) => {
        canvas.width = picture.width;
        canvas.height = picture.height;
        canvas.getContext('2d').putImageData(picture, 0, 0);
    };

    // A row of small pictures, one of which is chosen; returns what shows the choice.
    const fillStrip = (strip, name, pictures, choose) => {
        const press = chosen => [...strip.children].forEach((button, i) => button.setAttribute('aria-pressed', i === chosen));
        strip.replaceChildren(...pictures.map((picture, i) => {
            const button = document.createElement('button'), canvas = document.createElement('canvas');
            button.type = 'button';
            button.setAttribute('aria-label', `${name} ${i + 1}`);
            button.append(canvas);
            show(canvas, picture);
            button.addEventListener('click', () => {
                press(i);
                choose(i);
            });
            return button;
        }));
        return press;
    };

    // Moves what a canvas shows while it is dragged: from at(), which is [x, y], by as many of its pixels as the pointer goes.
    const drag = (canvas, at, moveTo) => {
        let grip = null;
        canvas.addEventListener('pointerdown', event => {
            if (event.button !== 0 || grip !== null)
                return;
            canvas.setPointerCapture(event.pointerId);
            grip = { pointer: event.pointerId, x: event.clientX, y: event.clientY, from: at() };
        });
        canvas.addEventListener('pointermove', event => {
            if (grip?.pointer !== event.pointerId)
                return;
            if (event.buttons === 0) {
                grip = null; // let go where nobody told
                return;
            }
            const scale = canvas.width / canvas.getBoundingClientRect().width;
            moveTo(grip.from[0] + (event.clientX - grip.x) * scale, grip.from[1] + (event.clientY - grip.y) * scale);
        });
        for (const end of ['pointerup', 'pointercancel'])
            canvas.addEventListener(end, event => { grip = grip?.pointer === event.pointerId ? null : grip; });
    };

    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

    return { compose, readPixels, read, cutOut, show, fillStrip, drag, steps };
})();
