// A slider over pictures of the same thing at different times: shows one of them.
'use strict';
for (const figure of document.querySelectorAll('figure.timeline')) {
    const frames = figure.querySelectorAll('img');
    const slider = figure.querySelector('input');
    const label = figure.querySelector('output');
    const show = () => {
        frames.forEach((frame, i) => { frame.hidden = i !== slider.valueAsNumber; });
        label.textContent = frames[slider.valueAsNumber].dataset.label;
        slider.setAttribute('aria-valuetext', label.textContent);
    };
    slider.addEventListener('input', show);
    show();
}
