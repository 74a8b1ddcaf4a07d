// The layers of scenes put together again where the reader wants (compose.js).
'use strict';
{
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

    const readPixels = async uri => {
        const image = new Image();
        image.src = uri;
        await image.decode();
        const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, canvas.width, canvas.height);
    };

    const readScene = async scene => ({
        background: await readPixels(scene.background),
        foreground: await readPixels(scene.foreground),
        mask: await readPixels(scene.mask),
    });

    const cutOut = ({ foreground, mask }) => {
        const picture = new ImageData(new Uint8ClampedArray(foreground.data), foreground.width, foreground.height);
        for (let i = 0; i < mask.data.length; i += 4)
            picture.data[i + 3] = mask.data[i];
        return picture;
    };

    const show = (canvas, picture) => {
        canvas.width = picture.width;
        canvas.height = picture.height;
        canvas.getContext('2d').putImageData(picture, 0, 0);
    };

    // A row of small pictures, one of which is chosen.
    const fillStrip = (strip, name, pictures, choose) => {
        const buttons = pictures.map((picture, i) => {
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
        });
        const press = chosen => buttons.forEach((button, i) => button.setAttribute('aria-pressed', i === chosen));
        press(0);
        strip.append(...buttons);
    };

    const start = async figure => {
        const scenes = await Promise.all(JSON.parse(figure.dataset.scenes).map(readScene));
        const canvas = figure.querySelector('canvas'), place = figure.querySelector('output');
        const side = scenes[0].background.width;
        let object = scenes[0], background = scenes[0].background, shiftX = 0, shiftY = 0;

        const draw = () => {
            show(canvas, compose(background, object, shiftX, shiftY));
            place.textContent = `moved ${shiftX} px right, ${shiftY} px down`;
        };
        const moveTo = (x, y) => {
            shiftX = Math.max(-side, Math.min(side, Math.round(x)));
            shiftY = Math.max(-side, Math.min(side, Math.round(y)));
            draw();
        };

        let grip = null;
        canvas.addEventListener('pointerdown', event => {
            canvas.setPointerCapture(event.pointerId);
            grip = { x: event.clientX, y: event.clientY, shiftX, shiftY };
        });
        canvas.addEventListener('pointermove', event => {
            if (grip === null)
                return;
            const scale = side / canvas.getBoundingClientRect().width;
            moveTo(grip.shiftX + (event.clientX - grip.x) * scale, grip.shiftY + (event.clientY - grip.y) * scale);
        });
        for (const end of ['pointerup', 'pointercancel'])
            canvas.addEventListener(end, () => { grip = null; });
        canvas.addEventListener('keydown', event => {
            const step = steps[event.key];
            if (step === undefined)
                return;
            event.preventDefault();
            moveTo(shiftX + step[0], shiftY + step[1]);
        });
        figure.querySelector('.back').addEventListener('click', () => moveTo(0, 0));

        fillStrip(figure.querySelector('.objects'), 'Object', scenes.map(cutOut), i => {
            object = scenes[i];
            draw();
        });
        fillStrip(figure.querySelector('.backgrounds'), 'Background', scenes.map(scene => scene.background), i => {
            background = scenes[i].background;
            draw();
        });
        draw();
        figure.dataset.ready = '';
    };

    document.querySelectorAll('figure.composite').forEach(start);
}
