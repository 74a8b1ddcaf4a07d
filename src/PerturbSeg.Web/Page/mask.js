// The mask that is mended: what is painted on it, and how it looks.
import { between, canvasOf } from './parts.js';

const mostSteps = 100, mostBytes = 2 ** 28;
const packed = (...rgba) => new Uint32Array(new Uint8Array(rgba).buffer)[0];
const outline = packed(255, 225, 0, 255), tint = packed(255, 0, 140, 95);

// A mask of 0 and 1 over a photo, its picture, and what was done to it.
export class Mask {
    #before;
    #kept;
    #touched = null;
    #undo = [];
    #redo = [];
    #saved = 0;
    #colours = null;

    constructor(photo, values) {
        ({ width: this.width, height: this.height } = values);
        this.photo = canvasOf(photo, this.width, this.height);
        this.bits = new Uint8Array(this.width * this.height);
        for (let i = 0; i < this.bits.length; i++)
            this.bits[i] = values.data[4 * i] >= 128 ? 1 : 0;
        this.#before = new Uint8Array(this.bits);
        this.#kept = new Uint8Array(this.bits);
        this.overlay = new OffscreenCanvas(this.width, this.height);
        // The outline is seen also where the photo is shown small.
        this.edge = Math.max(1, Math.round(Math.max(this.width, this.height) / 500));
        this.#paint({ left: 0, top: 0, right: this.width, bottom: this.height });
    }

    get changed() { return this.#undo.length !== this.#saved; }
    get isPainted() { return this.#touched !== null; }
    get canUndo() { return this.#undo.length > 0; }
    get canRedo() { return this.#redo.length > 0; }

    has(x, y) { return x >= 0 && y >= 0 && x < this.width && y < this.height && this.bits[y * this.width + x] === 1; }

    // A stroke of a round brush between two points.
    stroke(from, to, size, value) {
        const radius = Math.max(size / 2, 0.71), dx = to.x - from.x, dy = to.y - from.y, length = dx * dx + dy * dy;
        const area = this.#within({
            left: Math.floor(Math.min(from.x, to.x) - radius), top: Math.floor(Math.min(from.y, to.y) - radius),
            right: Math.ceil(Math.max(from.x, to.x) + radius), bottom: Math.ceil(Math.max(from.y, to.y) + radius),
        });
        for (let y = area.top; y < area.bottom; y++) {
            for (let x = area.left; x < area.right; x++) {
                const px = x + 0.5 - from.x, py = y + 0.5 - from.y;
                const along = length === 0 ? 0 : between((px * dx + py * dy) / length, 0, 1);
                if ((px - along * dx) ** 2 + (py - along * dy) ** 2 <= radius * radius)
                    this.bits[y * this.width + x] = value;
            }
        }
        this.#touch(area);
        this.#paint(area);
    }

    // All pixels about a point, joined to it, whose colour is near its own.
    fill(startX, startY, tolerance, value) {
        const { width, height } = this, start = startY * width + startX;
        this.#colours ??= this.photo.getContext('2d').getImageData(0, 0, width, height).data;
        const data = this.#colours, [red, green, blue] = data.subarray(4 * start, 4 * start + 3), limit = tolerance * tolerance;
        const seen = new Uint8Array(width * height), open = [start];
        const area = { left: startX, top: startY, right: startX + 1, bottom: startY + 1 };
        const visit = i => {
            if (seen[i] === 1 || (data[4 * i] - red) ** 2 + (data[4 * i + 1] - green) ** 2 + (data[4 * i + 2] - blue) ** 2 > limit)
                return;
            seen[i] = 1;
            open.push(i);
        };
        seen[start] = 1;
        while (open.length > 0) {
            const i = open.pop(), x = i % width, y = (i - x) / width;
            this.bits[i] = value;
            area.left = Math.min(area.left, x);
            area.right = Math.max(area.right, x + 1);
            area.top = Math.min(area.top, y);
            area.bottom = Math.max(area.bottom, y + 1);
            if (x > 0)
                visit(i - 1);
            if (x < width - 1)
                visit(i + 1);
            if (y > 0)
                visit(i - width);
            if (y < height - 1)
                visit(i + width);
        }
        this.#touch(area);
        this.#paint(area);
    }

    // Makes what was painted since the last time one step of undo; false where nothing changed.
    commit() {
        const area = this.#touched;
        this.#touched = null;
        if (area === null)
            return false;
        const old = this.#cut(this.#before, area), now = this.#cut(this.bits, area);
        if (old.every((value, i) => value === now[i]))
            return false;
        this.#put(this.#before, area, now);
        if (this.#saved > this.#undo.length)
            this.#saved = -1;
        this.#redo = [];
        this.#undo.push({ area, values: old });
        let bytes = this.#undo.reduce((sum, step) => sum + step.values.length, 0);
        while (this.#undo.length > mostSteps || (this.#undo.length > 1 && bytes > mostBytes)) {
            bytes -= this.#undo.shift().values.length;
            this.#saved--;
        }
        return true;
    }

    cancel() {
        if (this.#touched !== null)
            this.#restore(this.#touched, this.#cut(this.#before, this.#touched));
        this.#touched = null;
    }

    undo() { this.#swap(this.#undo, this.#redo); }
    redo() { this.#swap(this.#redo, this.#undo); }
    save() {
        this.#saved = this.#undo.length;
        this.#kept.set(this.bits);
    }

    // What is seen is kept nowhere else any more.
    unsave() { this.#saved = -1; }

    // Back to what was loaded or saved last.
    revert() {
        this.bits.set(this.#kept);
        this.#before.set(this.#kept);
        this.#undo = [];
        this.#redo = [];
        this.#saved = 0;
        this.#paint({ left: 0, top: 0, right: this.width, bottom: this.height });
    }

    toPng() {
        const picture = new ImageData(this.width, this.height), pixels = new Uint32Array(picture.data.buffer);
        const black = packed(0, 0, 0, 255), white = packed(255, 255, 255, 255);
        this.bits.forEach((bit, i) => { pixels[i] = bit === 1 ? white : black; });
        const canvas = document.createElement('canvas');
        canvas.width = this.width;
        canvas.height = this.height;
        canvas.getContext('2d').putImageData(picture, 0, 0);
        return canvas.toDataURL('image/png').split(',')[1];
    }

    #within({ left, top, right, bottom }) {
        return {
            left: between(left, 0, this.width), top: between(top, 0, this.height),
            right: between(right, 0, this.width), bottom: between(bottom, 0, this.height),
        };
    }

    #touch(area) {
        const old = this.#touched ?? area;
        this.#touched = {
            left: Math.min(old.left, area.left), top: Math.min(old.top, area.top),
            right: Math.max(old.right, area.right), bottom: Math.max(old.bottom, area.bottom),
        };
    }

    #cut(from, { left, top, right, bottom }) {
        const values = new Uint8Array(Math.max(0, right - left) * Math.max(0, bottom - top));
        for (let y = top; y < bottom && right > left; y++)
            values.set(from.subarray(y * this.width + left, y * this.width + right), (y - top) * (right - left));
        return values;
    }

    #put(into, { left, top, right, bottom }, values) {
        for (let y = top; y < bottom && right > left; y++)
            into.set(values.subarray((y - top) * (right - left), (y - top + 1) * (right - left)), y * this.width + left);
    }

    #restore(area, values) {
        this.#put(this.bits, area, values);
        this.#paint(area);
    }

    #swap(from, to) {
        const step = from.pop();
        if (step === undefined)
            return;
        const now = this.#cut(this.bits, step.area);
        this.#restore(step.area, step.values);
        this.#put(this.#before, step.area, step.values);
        to.push({ area: step.area, values: now });
    }

    #paint(area) {
        const { edge, width, height, bits } = this;
        const { left, top, right, bottom } = this.#within({ left: area.left - edge, top: area.top - edge, right: area.right + edge, bottom: area.bottom + edge });
        if (right <= left || bottom <= top)
            return;
        const picture = new ImageData(right - left, bottom - top), pixels = new Uint32Array(picture.data.buffer);
        for (let y = top, to = 0; y < bottom; y++) {
            for (let x = left; x < right; x++, to++) {
                const i = y * width + x;
                if (bits[i] === 0)
                    continue;
                const inside = x >= edge && y >= edge && x < width - edge && y < height - edge
                    && bits[i - edge] === 1 && bits[i + edge] === 1 && bits[i - edge * width] === 1 && bits[i + edge * width] === 1;
                pixels[to] = inside ? tint : outline;
            }
        }
        this.overlay.getContext('2d').putImageData(picture, left, top);
    }
}
