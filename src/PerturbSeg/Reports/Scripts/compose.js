// The layers of a scene put together again: x = m · f + (1 − m) · b, with f and m shifted by whole pixels. What leaves the frame is lost, what enters has
// mask 0, as in training. In reports and on the page of 'serve'.
'use strict';
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
