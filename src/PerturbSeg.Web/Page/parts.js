// Small things that several views need. scenery is the reports' own (scenery.js), which the page loads before.

export const { cutOut, show, steps } = scenery;

export const find = id => document.getElementById(id);

export const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
};

// Shows a text in an element that is hidden while it has none.
export const say = (place, text = '') => {
    place.hidden = text === '';
    place.textContent = text;
};

export const loadImage = async uri => {
    const image = new Image();
    image.src = uri;
    await image.decode();
    return image;
};

export const canvasOf = (image, width, height) => {
    const canvas = make('canvas', { width, height });
    canvas.getContext('2d').drawImage(image, 0, 0, width, height);
    return canvas;
};

export const pixelsOf = (image, width, height) => canvasOf(image, width, height).getContext('2d').getImageData(0, 0, width, height);

// Works on one thing at a time; of what is asked for meanwhile only the last is done.
export const latest = work => {
    let running = false, next = null;
    return async (...values) => {
        next = values;
        if (running)
            return;
        running = true;
        try {
            while (next !== null) {
                const now = next;
                next = null;
                await work(...now);
            }
        } finally {
            running = false;
        }
    };
};

export const between = (value, low, high) => Math.max(low, Math.min(high, value));

const words = [[0.15, 'sure', 'sure'], [0.35, 'look', 'have a look'], [Infinity, 'doubtful', 'doubtful']];

// A doubt as [class, words].
export const doubtWords = doubt => words.find(([limit]) => doubt < limit).slice(1);
