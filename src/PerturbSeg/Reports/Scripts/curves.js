// Draws the charts of a report with uPlot, and draws them anew when the reader's system turns light or dark.
'use strict';
{
    const height = 230;
    const colours = 8;
    const darkness = matchMedia('(prefers-color-scheme: dark)');

    const draw = (place, chart) => {
        const style = getComputedStyle(place);
        const colour = name => style.getPropertyValue(name).trim();
        const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 } };
        const text = (_, value) => value == null ? '–' : String(Number(value.toPrecision(4)));
        return new uPlot({
            width: place.clientWidth,
            height,
            cursor: { sync: { key: 'report' } },
            scales: { x: { time: false } },
            axes: [axis, { ...axis, size: 60 }],
            series: [
                { label: chart.x, value: text },
                ...chart.curves.map((curve, i) => ({ label: curve.name, stroke: colour(`--curve-${i % colours + 1}`), width: 2, value: text })),
            ],
        }, uPlot.join(chart.curves.map(curve => [curve.x, curve.y])), place);
    };

    for (const figure of document.querySelectorAll('figure.chart')) {
        const chart = JSON.parse(figure.dataset.chart);
        const place = figure.querySelector('.plot');
        let plot = draw(place, chart);
        darkness.addEventListener('change', () => {
            plot.destroy();
            plot = draw(place, chart);
        });
        new ResizeObserver(() => {
            if (place.clientWidth > 0 && place.clientWidth !== plot.width)
                plot.setSize({ width: place.clientWidth, height });
        }).observe(place);
    }
}
