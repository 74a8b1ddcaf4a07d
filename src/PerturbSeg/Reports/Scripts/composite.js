// The layers of scenes put together again where the reader wants (scenery.js).
'use strict';
{
    const start = async figure => {
        const scenes = await Promise.all(JSON.parse(figure.dataset.scenes).map(scenery.read));
        const canvas = figure.querySelector('canvas'), place = figure.querySelector('output');
        const side = scenes[0].background.width;
        let object = scenes[0], background = scenes[0].background, shiftX = 0, shiftY = 0;

        const draw = () => {
            scenery.show(canvas, scenery.compose(background, object, shiftX, shiftY));
            place.textContent = `moved ${shiftX} px right, ${shiftY} px down`;
        };
        const moveTo = (x, y) => {
            shiftX = Math.max(-side, Math.min(side, Math.round(x)));
            shiftY = Math.max(-side, Math.min(side, Math.round(y)));
            draw();
        };

        scenery.drag(canvas, () => [shiftX, shiftY], moveTo);
        canvas.addEventListener('keydown', event => {
            const step = event.altKey ? undefined : scenery.steps[event.key]; // Alt and an arrow are the browser's own
            if (step === undefined)
                return;
            event.preventDefault();
            moveTo(shiftX + step[0], shiftY + step[1]);
        });
        figure.querySelector('.back').addEventListener('click', () => moveTo(0, 0));

        const objects = scenes.map(({ foreground, mask }) => scenery.cutOut(foreground, mask));
        scenery.fillStrip(figure.querySelector('.objects'), 'Object', objects, i => {
            object = scenes[i];
            draw();
        })(0);
        scenery.fillStrip(figure.querySelector('.backgrounds'), 'Background', scenes.map(scene => scene.background), i => {
            background = scenes[i].background;
            draw();
        })(0);
        draw();
        figure.dataset.ready = '';
    };

    document.querySelectorAll('figure.composite').forEach(start);
}
