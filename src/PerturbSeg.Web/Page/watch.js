// Watch: the curves, verdicts and samples of a run, while it trains.
import { getJson, runPath } from './api.js';
import { between, find, latest, make, say } from './parts.js';

const colours = 8, margin = { left: 60, right: 10, top: 10, bottom: 38 };
const figure = value => String(Number(value.toPrecision(4)));
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 });

const draw = (name, attributes, ...children) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes))
        element.setAttribute(key, value);
    element.append(...children);
    return element;
};

// Round numbers between two others.
const ticksOf = (low, high, most) => {
    const least = (high - low) / most, power = 10 ** Math.floor(Math.log10(least)), step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= least);
    const first = Math.ceil(low / step);
    return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => (first + i) * step);
};

const rangeOf = values => {
    const low = values.reduce((a, b) => Math.min(a, b)), high = values.reduce((a, b) => Math.max(a, b)), room = (high - low) * 0.05 || Math.abs(high) * 0.1 || 1;
    return [low - room, high + room];
};

const nearest = (points, x) => points.reduce((best, point) => Math.abs(point[0] - x) < Math.abs(best[0] - x) ? point : best);

// "loss/generator" and "loss/discriminator" share the chart "loss".
const groupsOf = series => {
    const groups = new Map();
    for (const { name, points } of series) {
        const slash = name.indexOf('/'), group = slash < 0 ? name : name.slice(0, slash);
        const finite = points.filter(([, value]) => Number.isFinite(value));
        if (finite.length > 0)
            groups.set(group, [...groups.get(group) ?? [], { name: slash < 0 ? name : name.slice(slash + 1), points: finite }]);
    }
    return groups;
};

// A chart of some curves, with the values at one kimg, which the pointer or the arrow keys choose.
const chartOf = title => {
    const svg = draw('svg', { role: 'slider', tabindex: 0, 'aria-label': `${title}: values at` });
    const legend = make('ul', { className: 'legend' });
    const element = make('figure', { className: 'chart' }, make('figcaption', { textContent: title }), svg, legend);
    let curves = [], all = [], at = null;
    element.dataset.chart = title;

    const scales = () => {
        const width = svg.clientWidth, height = svg.clientHeight;
        const first = all[0], last = all.at(-1) > first ? all.at(-1) : first + 1;
        const [low, high] = rangeOf(curves.flatMap(({ points }) => points.map(([, value]) => value)));
        const right = width - margin.right, bottom = height - margin.bottom;
        return {
            width, height, first, last, low, high, right, bottom,
            x: kimg => margin.left + (kimg - first) / (last - first) * (right - margin.left),
            y: value => bottom - (value - low) / (high - low) * (bottom - margin.top),
        };
    };

    const axes = ({ first, last, low, high, right, bottom, height, x, y }) => [
        ...ticksOf(low, high, 5).flatMap(value => [
            draw('line', { class: 'grid', x1: margin.left, x2: right, y1: y(value), y2: y(value) }),
            draw('text', { x: margin.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, short.format(value)),
        ]),
        ...ticksOf(first, last, 6).map(kimg => draw('text', { x: x(kimg), y: bottom + 16, 'text-anchor': 'middle' }, short.format(kimg))),
        draw('text', { x: (margin.left + right) / 2, y: height - 5, 'text-anchor': 'middle' }, 'kimg'),
        draw('text', { 'text-anchor': 'middle', transform: `translate(11 ${(margin.top + bottom) / 2}) rotate(-90)` }, title),
    ];

    const line = ({ points }, i, { x, y }) => points.length === 1
        ? draw('circle', { class: `point curve-${i % colours + 1}`, cx: x(points[0][0]), cy: y(points[0][1]), r: 4 })
        : draw('path', { class: `curve curve-${i % colours + 1}`, d: `M${points.map(([kimg, value]) => `${x(kimg).toFixed(1)},${y(value).toFixed(1)}`).join('L')}` });

    const show = () => {
        if (svg.clientWidth === 0 || all.length === 0)
            return;
        const kimg = at ?? all.at(-1), scale = scales(), read = curves.map(({ name, points }) => [name, nearest(points, kimg)[1]]);
        const reading = at === null ? [] : [draw('line', { class: 'reading', x1: scale.x(at), x2: scale.x(at), y1: margin.top, y2: scale.bottom })];
        svg.setAttribute('viewBox', `0 0 ${scale.width} ${scale.height}`);
        svg.replaceChildren(...axes(scale), ...curves.map((curve, i) => line(curve, i, scale)), ...reading);
        legend.replaceChildren(make('li', { textContent: `${figure(kimg)} kimg` }), ...read.map(([name, value], i) =>
            make('li', {}, make('span', { className: `swatch curve-${i % colours + 1}` }), `${name} ${figure(value)}`)));
        const told = { valuemin: all[0], valuemax: all.at(-1), valuenow: kimg, valuetext: `${figure(kimg)} kimg: ${read.map(([name, value]) => `${name} ${figure(value)}`).join(', ')}` };
        for (const [name, value] of Object.entries(told))
            svg.setAttribute(`aria-${name}`, value);
    };

    const readAt = kimg => {
        at = kimg;
        show();
    };

    svg.addEventListener('pointermove', event => {
        const { first, last, right } = scales(), share = (event.clientX - svg.getBoundingClientRect().left - margin.left) / (right - margin.left);
        readAt(nearest(all.map(kimg => [kimg]), first + share * (last - first))[0]);
    });
    svg.addEventListener('pointerleave', () => readAt(null));
    svg.addEventListener('keydown', event => {
        const i = all.indexOf(at ?? all.at(-1));
        const to = { ArrowLeft: i - 1, ArrowRight: i + 1, PageDown: i - 10, PageUp: i + 10, Home: 0, End: all.length - 1 }[event.key];
        if (to === undefined)
            return;
        event.preventDefault();
        readAt(all[between(to, 0, all.length - 1)]);
    });
    new ResizeObserver(show).observe(svg);

    return {
        element,
        update: next => {
            curves = next;
            all = [...new Set(curves.flatMap(({ points }) => points.map(([kimg]) => kimg)))].sort((a, b) => a - b);
            show();
        },
    };
};

export const startWatch = () => {
    const slider = find('watch-slider'), charts = new Map();
    let run = null, events = null, seen = '', samples = [], shown = false;

    const showSheet = () => {
        const sample = samples[slider.valueAsNumber];
        find('sheets').hidden = sample === undefined;
        if (sample === undefined)
            return;
        const { kimg, written } = sample;
        find('watch-kimg').textContent = `${figure(kimg)} kimg`;
        slider.setAttribute('aria-valuetext', `${figure(kimg)} kimg`);
        const sheet = find('watch-sheet'), source = runPath(run, `/samples/${kimg}?written=${written}`);
        sheet.alt = `Samples at ${figure(kimg)} kimg: composite, background, foreground, mask and cut-out, one below the other`;
        if (sheet.getAttribute('src') !== source)
            sheet.src = source;
    };

    // Who looks at the newest sheet goes on to do so.
    const showSamples = next => {
        const atEnd = slider.valueAsNumber >= samples.length - 1;
        samples = next;
        slider.max = Math.max(0, samples.length - 1);
        if (atEnd)
            slider.value = slider.max;
        showSheet();
    };

    const showVerdicts = ({ verdicts, warnings }) => find('verdicts').replaceChildren(
        ...warnings.map(text => make('li', { className: 'warning', textContent: text })),
        ...verdicts.map(text => make('li', { textContent: text })));

    const showCharts = series => {
        const groups = groupsOf(series);
        for (const [title, chart] of charts) {
            if (!groups.has(title)) {
                chart.element.remove();
                charts.delete(title);
            }
        }
        for (const [title, curves] of groups) {
            if (!charts.has(title)) {
                charts.set(title, chartOf(title));
                find('charts').append(charts.get(title).element);
            }
            charts.get(title).update(curves);
        }
    };

    const read = latest(async () => {
        const asked = run;
        if (asked === null)
            return;
        try {
            const told = await getJson(runPath(asked)), now = JSON.stringify(told);
            say(find('watch-alert'));
            if (asked !== run || now === seen)
                return;
            const change = seen === '' ? 'read' : 'last changed';
            seen = now;
            showVerdicts(told);
            showSamples(told.samples);
            showCharts(told.series);
            const at = told.kimg === null ? '' : ` at ${figure(told.kimg)} kimg`, bare = told.series.length > 0 ? '' : ' There are no curves: a model that was made small has none, and a training writes the first after some steps.';
            find('watch-status').textContent = `${told.name}${at}, ${change} at ${new Date().toLocaleTimeString()}.${bare}`;
        } catch (error) {
            say(find('watch-alert'), error.message);
        }
    });

    const rest = () => {
        events?.close();
        events = null;
    };

    // A page that nobody sees keeps no connection: browsers have six for one server.
    const follow = () => {
        rest();
        if (!shown || run === null || document.hidden)
            return;
        read();
        events = new EventSource(runPath(run, '/events'));
        events.addEventListener('message', read);
        events.addEventListener('open', () => say(find('watch-alert')));
        events.addEventListener('error', () => say(find('watch-alert'), events?.readyState === EventSource.CLOSED
            ? 'The server no longer tells of changes. Reload the page.'
            : 'The connection is lost. Trying again.'));
    };

    slider.addEventListener('input', showSheet);
    document.addEventListener('visibilitychange', follow);

    return {
        enter: chosen => {
            shown = true;
            if (run !== (chosen ?? null)) {
                run = chosen ?? null;
                seen = '';
                showVerdicts({ verdicts: [], warnings: [] });
                showSamples([]);
                showCharts([]);
                find('watch-status').textContent = '';
                say(find('watch-alert'));
            }
            if (run === null)
                say(find('watch-alert'), 'There is no run.');
            follow();
        },
        leave: () => {
            shown = false;
            rest();
        },
    };
};
