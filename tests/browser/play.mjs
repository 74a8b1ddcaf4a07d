// Opens a report and plays with it: {"page", "width", "dark", "drag": [x, y], "keys": [...], "frame"} on standard input, where
// drag is in pixels of the scene and frame is a place of the slider. What the page then shows comes out.
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const request = JSON.parse(readFileSync(0, 'utf8'));
const profile = mkdtempSync(join(tmpdir(), 'perturbseg-browser-'));
const browser = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: [
        '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
    ],
    viewport: { width: request.width, height: 800 },
    colorScheme: request.dark ? 'dark' : 'light',
    offline: true,
});
try {
    const page = await browser.newPage();
    const problems = [], fetched = [];
    page.on('pageerror', error => problems.push(String(error)));
    page.on('console', message => message.type() === 'error' && problems.push(message.text()));
    page.on('request', sent => sent.url().startsWith('data:') || fetched.push(sent.url()));
    await page.goto(pathToFileURL(request.page).href);
    await page.waitForSelector('figure.composite[data-ready]', { timeout: 20000 });

    const canvas = page.locator('figure.composite .scene canvas');
    const read = () => canvas.evaluate(shown => ({
        width: shown.width,
        height: shown.height,
        pixels: [...shown.getContext('2d').getImageData(0, 0, shown.width, shown.height).data],
    }));
    const before = await read();

    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    const cell = box.width / before.width, fromX = box.x + box.width / 2, fromY = box.y + box.height / 2;
    await page.mouse.move(fromX, fromY);
    await page.mouse.down();
    await page.mouse.move(fromX + request.drag[0] * cell / 2, fromY + request.drag[1] * cell / 2);
    await page.mouse.move(fromX + request.drag[0] * cell, fromY + request.drag[1] * cell);
    await page.mouse.up();
    await page.mouse.move(fromX, fromY); // released: this must move nothing
    const dragged = await read();

    await canvas.focus();
    for (const key of request.keys)
        await page.keyboard.press(key);
    const stepped = await read();

    await page.locator('.backgrounds button').nth(1).click();
    const paired = await read();

    await page.locator('figure.timeline input').fill(String(request.frame));
    const frames = await page.locator('figure.timeline img').evaluateAll(all => all.filter(frame => frame.checkVisibility()).map(frame => frame.dataset.label));

    const chart = page.locator('figure.chart').first();
    await chart.locator('.u-over').hover({ position: { x: 1, y: 20 } });
    const legend = await chart.locator('.u-legend').innerText();

    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    process.stdout.write(JSON.stringify({ before, dragged, stepped, paired, frames, legend, overflow, problems, fetched }));
} finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
}
