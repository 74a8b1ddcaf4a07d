// The mask editor: the canvas that a mask is painted on, with its tools, zoom, pointers and keys.
import { Mask } from './mask.js';
import { between, steps } from './parts.js';

const largestZoom = 40, mostSize = 300;

// Lengths in the view are CSS pixels, those on the mask are photo pixels.
export class MaskEditor {
    adds = true;
    fills = false;
    showsMask = true;
    spaceHeld = false;
    frozen = false;
    size = 0;
    tolerance = 32;
    #canvas;
    #changed;
    #tell;
    #mask = null;
    #view = { scale: 1, x: 0, y: 0 };
    #cursor = { x: 0, y: 0 };
    #hover = null;
    #pointers = new Map();
    #action = null;
    #penDown = false;
    #lastFill = null;
    #frame = 0;
    #refill = 0;

    // changed() is called after each change of the mask or a tool; tell(text) says where the keyboard's cursor is. While it is frozen, nothing is painted.
    constructor(canvas, changed, tell) {
        this.#canvas = canvas;
        this.#changed = changed;
        this.#tell = tell;
        canvas.addEventListener('mousedown', event => event.preventDefault());
        canvas.addEventListener('pointerdown', event => this.#down(event));
        canvas.addEventListener('pointermove', event => this.#move(event));
        for (const name of ['pointerup', 'pointercancel'])
            canvas.addEventListener(name, event => this.#up(event));
        canvas.addEventListener('pointerleave', () => this.#hoverAt(null));
        canvas.addEventListener('wheel', event => {
            event.preventDefault();
            this.zoom(Math.exp(-event.deltaY / 400), { x: event.offsetX, y: event.offsetY });
        }, { passive: false });
        canvas.addEventListener('keydown', event => this.#key(event));
        canvas.addEventListener('keyup', event => this.#keyUp(event));
        canvas.addEventListener('focus', () => this.#draw());
        canvas.addEventListener('blur', () => this.#penUp());
        new ResizeObserver(() => this.fit()).observe(canvas);
    }

    get changed() { return this.#mask?.changed ?? false; }
    // Whether a stroke or a move goes on.
    get isAtWork() { return this.#pointers.size > 0 || this.#penDown || (this.#mask?.isPainted ?? false); }
    get canUndo() { return this.#mask?.canUndo ?? false; }
    get canRedo() { return this.#mask?.canRedo ?? false; }

    load(photo, values) {
        this.#mask = new Mask(photo, values);
        this.#cursor = { x: this.#mask.width >> 1, y: this.#mask.height >> 1 };
        this.#action = this.#lastFill = null;
        this.size ||= between(Math.round(Math.max(this.#mask.width, this.#mask.height) / 30), 3, 60);
        this.#penDown = false;
        this.fit();
    }

    clear() {
        this.#mask = null;
        this.#done();
    }

    png() {
        this.#mask.commit();
        return this.#mask.toPng();
    }

    undo() { this.#unlessFrozen('undo'); }
    redo() { this.#unlessFrozen('redo'); }
    commit() { this.#mask?.commit(); }
    save() { this.#history('save'); }
    unsave() { this.#history('unsave'); }
    revert() { this.#history('revert'); }

    use(tool) {
        Object.assign(this, tool);
        if ('adds' in tool || 'fills' in tool)
            this.#lastFill = null;
        this.#done();
    }

    resize(size) {
        this.size = between(Math.round(size), 1, mostSize);
        this.#done();
    }

    // The fill that was just made follows the tolerance.
    tolerate(tolerance) {
        this.tolerance = between(tolerance, 0, 200);
        if (this.#lastFill !== null)
            this.#refill ||= requestAnimationFrame(() => this.#fillAgain()); // a fill of a large photo takes longer than a key repeats
        this.#done();
    }

    #fillAgain() {
        const last = this.#lastFill;
        this.#refill = 0;
        if (last === null || this.frozen)
            return;
        if (last.made)
            this.#mask.undo();
        this.#fill(last);
    }

    fit() {
        const { clientWidth: width, clientHeight: height } = this.#canvas;
        if (this.#mask !== null && width > 0) {
            const scale = Math.min(width / this.#mask.width, height / this.#mask.height);
            this.#view = { scale, x: (width - scale * this.#mask.width) / 2, y: (height - scale * this.#mask.height) / 2 };
        }
        this.#done();
    }

    zoom(factor, at = { x: this.#canvas.clientWidth / 2, y: this.#canvas.clientHeight / 2 }) {
        const view = this.#view, scale = between(view.scale * factor, 0.02, largestZoom), change = scale / view.scale;
        this.#view = { scale, x: at.x - (at.x - view.x) * change, y: at.y - (at.y - view.y) * change };
        this.#draw();
    }

    #unlessFrozen(name) {
        if (!this.frozen)
            this.#history(name);
    }

    #history(name) {
        this.#mask?.commit();
        this.#mask?.[name]();
        this.#lastFill = null;
        this.#done();
    }

    #done() {
        this.#draw();
        this.#changed();
    }

    #place(event) {
        return { x: event.offsetX, y: event.offsetY };
    }

    #onPhoto({ x, y }) {
        return { x: (x - this.#view.x) / this.#view.scale, y: (y - this.#view.y) / this.#view.scale };
    }

    #hoverAt(place) {
        this.#hover = place;
        this.#draw();
    }

    #stroke(from, to) {
        if (this.frozen)
            return;
        this.#lastFill = null;
        this.#mask.stroke(from, to, this.size, this.adds ? 1 : 0);
    }

    #fill({ x, y }) {
        const place = { x: Math.floor(x), y: Math.floor(y) };
        if (this.frozen || place.x < 0 || place.y < 0 || place.x >= this.#mask.width || place.y >= this.#mask.height)
            return;
        this.#mask.fill(place.x, place.y, this.tolerance, this.adds ? 1 : 0);
        this.#lastFill = { ...place, made: this.#mask.commit() };
        this.#done();
    }

    #down(event) {
        if (this.#mask === null || event.button === 2)
            return; // the menu of the browser
        this.#canvas.setPointerCapture(event.pointerId);
        const place = this.#place(event);
        this.#pointers.set(event.pointerId, place);
        if (this.#pointers.size > 2)
            return;
        if (this.#pointers.size === 2) {
            this.#mask.cancel();
            this.#action = 'pinch';
        } else if (event.button === 1 || (event.button === 0 && this.spaceHeld)) {
            event.preventDefault();
            this.#action = 'move';
        } else if (event.button === 0) {
            this.#action = this.fills ? 'fill' : 'paint';
            if (!this.fills)
                this.#stroke(this.#onPhoto(place), this.#onPhoto(place));
        }
        this.#hoverAt(place);
    }

    #move(event) {
        const place = this.#place(event), last = this.#pointers.get(event.pointerId), before = this.#pinch();
        if (last !== undefined)
            this.#pointers.set(event.pointerId, place);
        if (last !== undefined && this.#action === 'pinch' && this.#pointers.size === 2) {
            const after = this.#pinch();
            this.#pan(after.x - before.x, after.y - before.y);
            this.zoom(after.distance / Math.max(1, before.distance), after);
        } else if (last !== undefined && this.#action === 'move') {
            this.#pan(place.x - last.x, place.y - last.y);
        } else if (last !== undefined && this.#action === 'paint') {
            this.#stroke(this.#onPhoto(last), this.#onPhoto(place));
        }
        this.#hoverAt(place);
    }

    #up(event) {
        if (!this.#pointers.delete(event.pointerId))
            return;
        const action = this.#action;
        if (this.#pointers.size === 0)
            this.#action = null;
        if (action === 'fill' && event.type === 'pointerup')
            this.#fill(this.#onPhoto(this.#place(event)));
        if (action === 'paint')
            this.#mask.commit();
        if (event.pointerType === 'touch')
            this.#hover = null;
        this.#done();
    }

    #pinch() {
        const [a, b = a] = this.#pointers.values();
        return a && { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, distance: Math.hypot(a.x - b.x, a.y - b.y) };
    }

    #pan(x, y) {
        this.#view.x += x;
        this.#view.y += y;
    }

    #key(event) {
        if (this.#mask === null || event.ctrlKey || event.metaKey || event.altKey)
            return;
        if (event.key in steps)
            this.#step(steps[event.key], event.shiftKey);
        else if (event.key === 'Enter' || event.key === ' ')
            this.#press(event.repeat);
        else if (event.key === 'Escape')
            this.#canvas.blur();
        else
            return;
        event.preventDefault();
        event.stopPropagation();
    }

    #keyUp(event) {
        if (event.key === 'Enter' || event.key === ' ')
            this.#penUp();
    }

    #penUp() {
        if (this.#penDown)
            this.commit();
        this.#penDown = false;
        this.#done();
    }

    #press(again) {
        const centre = this.#centre();
        if (again)
            return;
        this.#mask.commit();
        if (this.fills) {
            this.#fill(centre);
        } else {
            this.#penDown = true;
            this.#stroke(centre, centre);
        }
        this.#done();
        this.#tellPlace();
    }

    #step([x, y], fast) {
        const from = this.#centre(), far = Math.max(1, Math.round(2 / this.#view.scale)) * (fast ? 10 : 1);
        this.#cursor = {
            x: between(this.#cursor.x + x * far, 0, this.#mask.width - 1),
            y: between(this.#cursor.y + y * far, 0, this.#mask.height - 1),
        };
        if (this.#penDown)
            this.#stroke(from, this.#centre());
        this.#follow();
        this.#done();
        this.#tellPlace();
    }

    #centre() {
        return { x: this.#cursor.x + 0.5, y: this.#cursor.y + 0.5 };
    }

    // Keeps the keyboard's cursor in sight.
    #follow() {
        const { scale, x, y } = this.#view, margin = 16, at = { x: x + scale * this.#cursor.x, y: y + scale * this.#cursor.y };
        this.#pan(between(at.x, margin, this.#canvas.clientWidth - margin) - at.x, between(at.y, margin, this.#canvas.clientHeight - margin) - at.y);
    }

    #tellPlace() {
        const { x, y } = this.#cursor;
        this.#tell(`Cursor at ${x}, ${y}, ${this.#mask.has(x, y) ? 'on the object' : 'beside the object'}.`);
    }

    #draw() {
        if (this.#frame === 0)
            this.#frame = requestAnimationFrame(() => this.#drawNow());
    }

    #drawNow() {
        const canvas = this.#canvas, ratio = devicePixelRatio, { scale, x, y } = this.#view, context = canvas.getContext('2d');
        this.#frame = 0;
        canvas.width = canvas.clientWidth * ratio;
        canvas.height = canvas.clientHeight * ratio;
        canvas.classList.toggle('moves', this.spaceHeld || this.#action === 'move');
        if (this.#mask === null)
            return;
        context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
        context.imageSmoothingEnabled = scale < 2;
        context.drawImage(this.#mask.photo, 0, 0);
        if (this.showsMask)
            context.drawImage(this.#mask.overlay, 0, 0);
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        if (document.activeElement === canvas)
            this.#drawBrush(context, { x: x + scale * (this.#cursor.x + 0.5), y: y + scale * (this.#cursor.y + 0.5) }, true);
        if (this.#hover !== null && this.#action !== 'move')
            this.#drawBrush(context, this.#hover, false);
    }

    #drawBrush(context, { x, y }, crossed) {
        context.beginPath();
        if (!this.fills)
            context.arc(x, y, Math.max(1, this.size / 2 * this.#view.scale), 0, 2 * Math.PI);
        if (crossed || this.fills) {
            for (const [dx, dy] of Object.values(steps)) {
                context.moveTo(x + 3 * dx, y + 3 * dy);
                context.lineTo(x + 12 * dx, y + 12 * dy);
            }
        }
        for (const [colour, width] of [['#000', 3], ['#fff', 1.2]]) {
            context.strokeStyle = colour;
            context.lineWidth = width;
            context.stroke();
        }
    }
}
