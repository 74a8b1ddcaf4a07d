// Review: the masks of many photos, the most doubtful first, accepted, rejected or mended.
import { getBitmap, getJson, putJson } from './api.js';
import { MaskEditor } from './brush.js';
import { doubtWords, find, make, pixelsOf, say } from './parts.js';
import { startTeaching } from './teach.js';

const pause = 2000, mostListed = 40, listedBefore = 3, quiet = 300, mostRecent = 10, spread = 16, othersStay = 300_000, tooSoon = 600;

export const startReview = session => {
    const view = find('view-review'), list = find('photo-list'), ask = find('ask'), help = find('keys');
    let photos = [], told = { total: 0, judged: 0, mark: 0 }, current = null, busy = false, shown = false, timer = 0, listed = '', telling = 0, edits = 0, shownAt = 0, focused = null;
    let recent = [], passed = new Set(), waiting = false, othersAt = -Infinity, warned = null, unread = '';

    const status = text => {
        clearTimeout(telling);
        find('review-status').textContent = text;
    };
    // The cursor moves faster than anybody reads.
    const tellCursor = text => {
        clearTimeout(telling);
        telling = setTimeout(() => status(text), quiet);
    };

    const showTools = () => {
        const ready = current?.loaded === true && !busy;
        for (const id of ['accept', 'reject'])
            find(id).disabled = !ready;
        find('save').disabled = !ready || !editor.changed;
        find('reopen').disabled = !ready || current.decision === null;
        find('undo').disabled = busy || !editor.canUndo;
        find('redo').disabled = busy || !editor.canRedo;
        const pressed = { brush: editor.adds, eraser: !editor.adds, fill: editor.fills, 'show-mask': editor.showsMask };
        for (const [id, on] of Object.entries(pressed))
            find(id).setAttribute('aria-pressed', on);
        find('size').value = editor.size;
        find('size-value').textContent = `${editor.size} px`;
        find('tolerance').value = find('tolerance-value').textContent = editor.tolerance;
    };

    const showFacts = () => {
        const photo = current ?? {};
        find('photo-name').textContent = photo.name ?? 'No photo yet';
        find('photo-facts').textContent = current === null ? '' : `Doubt ${photo.doubt.toFixed(2)}: ${doubtWords(photo.doubt)[1]}. Decision: ${photo.decision ?? 'none yet'}.${session.runs.length > 1 ? ` Masks by ${session.photos.run}.` : ''}`;
    };

    const isListed = photo => !find('open-only').checked || photo.decision === null || photo.id === current?.id || recent.includes(photo.id);

    const itemOf = photo => {
        const button = make('button', { type: 'button' },
            make('span', { className: 'name', textContent: photo.name }),
            make('span', { className: photo.decision ?? 'quiet', textContent: `${photo.doubt.toFixed(2)} ${photo.decision ?? 'open'}` }));
        button.dataset.id = photo.id;
        button.setAttribute('aria-current', photo.id === current?.id);
        button.addEventListener('click', event => {
            // After a real click the space key belongs to the photo.
            if (event.detail > 0)
                view.focus({ preventScroll: true });
            open(photo.id);
        });
        return make('li', {}, button);
    };

    const showList = () => {
        const all = photos.filter(isListed), at = all.findIndex(photo => photo.id === current?.id);
        const begin = Math.max(0, at - listedBefore), some = all.slice(begin, begin + mostListed), now = JSON.stringify([some, current?.id]);
        if (now === listed)
            return;
        listed = now;
        const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
        list.replaceChildren(...some.map(itemOf));
        if (focused !== null)
            (list.querySelector(`[data-id="${focused}"]`) ?? list.querySelector('[aria-current=true]'))?.focus();
    };

    const showUnread = () => {
        const place = find('unread'), now = JSON.stringify([told.unread, told.unread_photos]);
        place.hidden = !(told.unread > 0);
        if (place.hidden || now === unread)
            return;
        unread = now;
        place.querySelector('summary').textContent = `${told.unread} could not be read or judged`;
        const more = told.unread - told.unread_photos.length;
        place.querySelector('ul').replaceChildren(...told.unread_photos.map(line => make('li', { textContent: line })), ...more > 0 ? [make('li', { textContent: `and ${more} more` })] : []);
    };

    const showCounts = () => {
        const count = decision => photos.filter(photo => photo.decision === decision).length;
        const judging = told.judged < told.total ? ` Judging: ${told.judged} of ${told.total}.` : '';
        find('counts').textContent = `${count(null)} open, ${count('accepted')} accepted, ${count('rejected')} rejected, ${count('mended')} mended.${judging}`;
        showUnread();
        teaching?.count(count('accepted') + count('mended'));
    };

    const showAll = () => {
        showFacts();
        showList();
        showCounts();
        showTools();
    };

    const editor = new MaskEditor(find('review-canvas'), () => {
        waiting &&= !editor.changed; // who paints stays
        showTools();
    }, tellCursor);

    // What is painted while a request is under way would be lost, or be taken for saved.
    const work = on => {
        if (on)
            focused = document.activeElement;
        busy = editor.frozen = on;
    };

    // A button that was pressed is disabled meanwhile, and loses the focus by that.
    const rest = () => {
        work(false);
        showAll();
        if (document.activeElement === document.body)
            focused?.focus();
        if (shown && focused !== null && focused !== document.body && document.activeElement === document.body)
            view.focus({ preventScroll: true }); // the button is of no use any more
    };

    const answerOf = dialog => new Promise(resolve => {
        dialog.returnValue = '';
        dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true });
        dialog.showModal();
    });

    // True where the photo may be left.
    const settle = async () => {
        editor.commit();
        if (!editor.changed)
            return true;
        const answer = await answerOf(ask);
        if (answer === 'save')
            return put('mended');
        if (answer === 'drop')
            editor.revert();
        return answer === 'drop';
    };

    // One that comes by itself is not decided on by what was meant for the one before.
    const show = async (photo, byItself = false) => {
        work(true);
        current = { ...photo, loaded: false };
        warned = null;
        waiting = false;
        calm();
        showAll();
        try {
            const path = `/api/photos/${photo.id}`;
            const [image, mask] = await Promise.all([getBitmap(`${path}/image`), getBitmap(`${path}/mask?version=${encodeURIComponent(photo.version)}`)]);
            editor.load(image, pixelsOf(mask, mask.width, mask.height));
            image.close();
            mask.close();
            current.loaded = true;
        } catch (error) {
            editor.clear();
            warn(error.message);
        }
        rest();
        shownAt = performance.now() + (byItself ? quiet : 0);
    };

    // Who goes to a photo has passed those above it: they come again when no other is left.
    const pass = id => photos.slice(0, photos.findIndex(photo => photo.id === id)).forEach(photo => passed.add(photo.id));

    const open = async id => {
        const photo = photos.find(other => other.id === id);
        if (busy || photo === undefined || (id === current?.id && current.loaded) || !await settle())
            return;
        pass(id);
        await show(photo);
        if (current.loaded)
            status(`${photo.name}, doubt ${photo.doubt.toFixed(2)}, ${photo.decision ?? 'open'}.`);
    };

    const note = (id, known) => {
        edits++;
        photos = photos.map(photo => photo.id === id ? { ...photo, ...known } : photo);
        if (current?.id === id)
            Object.assign(current, known);
    };

    const calm = () => {
        const hadFocus = find('review-alert').contains(document.activeElement);
        say(find('review-alert'));
        if (hadFocus)
            view.focus({ preventScroll: true });
    };

    // It may come by itself: what was meant for the place below it presses no button of it.
    const warn = (text, ...choices) => {
        const place = find('review-alert'), came = performance.now();
        say(place, `${text} `);
        for (const [id, textContent, work] of [...choices, ['close-alert', 'Close', calm]]) {
            const button = make('button', { id, type: 'button', textContent });
            button.addEventListener('click', event => busy || event.timeStamp < came + tooSoon || event.detail > 1 || work());
            place.append(button, ' ');
        }
    };

    const conflict = ({ decision, version }) => {
        const noteOther = () => {
            warned = null;
            note(current.id, { decision, version });
        };
        const load = async photo => {
            if (photo === undefined || !await settle())
                return;
            if (photo.id === current.id)
                noteOther();
            await show(photos.find(({ id }) => id === photo.id) ?? current);
            status(`${current.name}: ${current.decision ?? 'open'}.`);
        };
        warned = version;
        othersAt = performance.now();
        warn(
            `Somebody else has decided on this photo since it was loaded: ${decision ?? 'open again'}.`,
            ['next-open', 'Next open one', () => load(nextOpen())],
            ['load-other', 'Load the other one', () => load(current)],
            ...editor.changed ? [['save-mine', 'Save mine instead', async () => {
                noteOther();
                if (await put('mended'))
                    status(`${current.name}: mended.`);
            }]] : []);
    };

    const put = async decision => {
        work(true);
        showTools();
        try {
            const mask = decision === 'mended' || decision === 'accepted' ? { mask: editor.png() } : {};
            const { id, version, digest, decision: before } = current;
            note(id, await putJson(`/api/photos/${id}/decision`, { decision, version, digest, ...mask }));
            recent = [id, ...recent.filter(other => other !== id)].slice(0, mostRecent);
            warned = null;
            // A mended mask that is taken back or rejected is nowhere but here.
            if (before === 'mended' && decision !== 'mended' && decision !== 'accepted')
                editor.unsave();
            else
                editor.save();
            calm();
            return true;
        } catch (error) {
            if (error.status === 409 && error.body.version !== undefined)
                conflict(error.body);
            else
                warn(error.message);
            return false;
        } finally {
            rest();
        }
    };

    // The most doubtful one that was not passed; where others decide as well, not the one that they have open, most likely.
    const nextOpen = () => {
        const left = photos.filter(photo => photo.decision === null && photo.id !== current.id), fresh = left.filter(photo => !passed.has(photo.id));
        if (fresh.length === 0)
            passed.clear();
        const some = fresh.length > 0 ? fresh : left;
        return some[performance.now() - othersAt < othersStay ? Math.floor(Math.random() * Math.min(spread, some.length)) : 0];
    };

    const decide = async decision => {
        if (busy || current?.loaded !== true || (decision === null && current.decision === null))
            return;
        editor.commit(); // a stroke that is still going on
        if (decision === 'mended' && !editor.changed) {
            status('There is nothing to save yet. Paint first.');
            return;
        }
        if (decision !== 'mended' && editor.changed) {
            const answer = await answerOf(ask);
            if (answer !== 'save' && answer !== 'drop')
                return;
            if (answer === 'drop')
                editor.revert();
            else
                decision = 'mended';
        }
        const { name } = current;
        if (!await put(decision))
            return;
        const next = decision === null || editor.changed ? undefined : nextOpen();
        if (next !== undefined)
            await show(next);
        const ended = decision !== null && !editor.changed && next === undefined;
        waiting = ended && told.judged < told.total;
        const left = editor.changed ? ' Its mended mask is kept until the photo is left.' : waiting ? ' The next one is being judged.' : ended ? ' No open photo is left.' : '';
        status(`${name}: ${decision ?? 'open again'}.${left}${next === undefined ? '' : ` Now ${next.name}.`}`);
    };

    const go = async by => {
        const all = photos.filter(isListed), to = all[all.findIndex(photo => photo.id === current?.id) + by];
        if (to === undefined)
            status(by > 0 ? 'This is the last one.' : 'This is the first one.');
        else
            await open(to.id);
    };

    const commands = [
        ['accept', ['a'], 'Accept the mask', () => decide('accepted')],
        ['reject', ['r'], 'Reject the mask', () => decide('rejected')],
        ['save', ['s'], 'Save the mended mask', () => decide('mended')],
        ['reopen', ['o'], 'Take the decision back', () => decide(null)],
        ['next', ['n', 'ArrowRight'], 'Next photo', () => go(1)],
        ['previous', ['p', 'ArrowLeft'], 'Previous photo', () => go(-1)],
        ['brush', ['b'], 'Brush', () => editor.use({ adds: true, fills: false })],
        ['eraser', ['e'], 'Eraser', () => editor.use({ adds: false, fills: false })],
        ['fill', ['f'], 'Fill by colour; after the eraser it removes', () => editor.use({ fills: !editor.fills })],
        [null, ['['], 'Smaller brush', () => editor.resize(Math.min(editor.size - 1, editor.size / 1.25))],
        [null, [']'], 'Larger brush', () => editor.resize(Math.max(editor.size + 1, editor.size * 1.25))],
        [null, [','], 'Fill fewer colours', () => editor.tolerate(editor.tolerance - 4)],
        [null, ['.'], 'Fill more colours', () => editor.tolerate(editor.tolerance + 4)],
        ['undo', ['z', 'ctrl-z'], 'Undo', () => editor.undo()],
        ['redo', ['shift-z', 'ctrl-shift-z', 'ctrl-y'], 'Redo', () => editor.redo()],
        ['zoom-in', ['+', '='], 'Zoom in', () => editor.zoom(1.4)],
        ['zoom-out', ['-'], 'Zoom out', () => editor.zoom(1 / 1.4)],
        ['zoom-fit', ['0'], 'Fit the photo', () => editor.fit()],
        ['show-mask', ['m'], 'Hide or show the mask', () => editor.use({ showsMask: !editor.showsMask })],
        ['help', ['?'], 'These keys', () => help.showModal()],
    ];

    // A key that is held, the second click of two, and what was pressed before the photo was there decide on nothing.
    const decisions = ['accept', 'reject', 'save', 'reopen'];
    const isMeant = (id, event) => !decisions.includes(id) || (!event.repeat && event.detail < 2 && event.timeStamp >= shownAt);

    const chordOf = event => {
        const letter = /^[a-z]$/i.test(event.key), key = letter ? event.key.toLowerCase() : event.key;
        const ctrl = (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
        return `${ctrl ? 'ctrl-' : ''}${letter && event.shiftKey ? 'shift-' : ''}${key}`;
    };

    // Those that a control needs itself.
    const isTaken = ({ target, key }) => target.matches('select, input[type=number]') || (target.matches('input[type=range]') && key.length > 1);

    const pressed = event => {
        if (event.repeat && event.key === 'Enter' && decisions.includes(event.target.id))
            event.preventDefault(); // each would be a click of its own
        const isOther = event.altKey && !event.getModifierState('AltGraph') && (event.key.length > 1 || /^[a-z]$/i.test(event.key)); // the browser's own, such as Alt and an arrow
        if (!shown || event.defaultPrevented || isOther || document.querySelector('dialog[open]') !== null || isTaken(event))
            return;
        if (event.key === ' ' && !event.target.closest('button, input:not([type=range]), a')) {
            event.preventDefault();
            editor.use({ spaceHeld: true });
            return;
        }
        const chord = chordOf(event), command = commands.find(([, keys]) => keys.includes(chord));
        if (command === undefined || (!find('keys-on').checked && /^[^?]$|^shift-/.test(chord)))
            return;
        event.preventDefault();
        if (isMeant(command[0], event))
            command[3]();
    };

    const keyName = key => key.replace('ArrowRight', '→').replace('ArrowLeft', '←').replace('ctrl-', 'Ctrl ').replace('shift-', 'Shift ').replace(/[a-z]$/, letter => letter.toUpperCase());

    const listen = () => {
        for (const [id, keys, text, run] of commands) {
            find('key-list').append(make('tr', {}, make('th', { scope: 'row', textContent: keys.map(keyName).join(' or ') }), make('td', { textContent: text })));
            if (id === null)
                continue;
            find(id).setAttribute('aria-keyshortcuts', keys.map(key => key.replace('ctrl', 'Control').replace('shift', 'Shift').replace(/-(?=.)/g, '+').replace(/^\+$/, 'Plus')).join(' '));
            find(id).addEventListener('click', event => isMeant(id, event) && run());
        }
        // A button that was clicked must not take the space key, with which the photo is moved.
        view.addEventListener('mousedown', event => {
            if (event.target.closest('.work button'))
                event.preventDefault();
        });
        document.addEventListener('keydown', pressed);
        document.addEventListener('keyup', event => {
            if (event.key === ' ' && editor.spaceHeld)
                editor.use({ spaceHeld: false });
        });
        window.addEventListener('blur', () => editor.spaceHeld && editor.use({ spaceHeld: false }));
        document.addEventListener('visibilitychange', seen);
        find('size').addEventListener('input', event => editor.resize(event.target.valueAsNumber));
        find('tolerance').addEventListener('input', event => editor.tolerate(event.target.valueAsNumber));
        find('open-only').addEventListener('change', showList);
        ask.addEventListener('click', event => event.target.value && ask.close(event.target.value));
        find('keys-close').addEventListener('click', () => help.close());
        window.addEventListener('beforeunload', event => {
            if (editor.changed)
                event.preventDefault();
        });
    };

    // The server tells what has changed since it told last.
    const take = now => {
        const known = new Map((now.whole ? [] : photos).map(photo => [photo.id, photo]));
        for (const photo of now.photos) {
            if (photo.id !== current?.id && known.has(photo.id) && known.get(photo.id).version !== photo.version)
                othersAt = performance.now();
            known.set(photo.id, photo);
        }
        if (now.whole || now.photos.length > 0)
            photos = [...known.values()].sort((a, b) => b.doubt - a.doubt || a.id - b.id);
        told = now;
    };

    // The first photo, or the one that was waited for. True where there is one.
    const showNew = async () => {
        if (busy || photos.length === 0)
            return false;
        const next = current === null ? photos.find(photo => photo.decision === null) ?? photos[0] : waiting && !editor.changed && !editor.isAtWork ? nextOpen() : undefined;
        if (next !== undefined) {
            await show(next, current !== null);
            status(`Now ${next.name}, doubt ${next.doubt.toFixed(2)}.`);
        } else if (waiting && told.judged >= told.total) {
            waiting = false;
            status('No open photo is left.');
        }
        return next !== undefined;
    };

    // It stands above the photo, and would move it under a stroke.
    const tellNote = text => editor.isAtWork || say(find('review-note'), text);

    const warnOfOthers = () => {
        const listed = photos.find(photo => photo.id === current?.id);
        if (busy || !current?.loaded || listed === undefined || editor.isAtWork)
            return;
        if (listed.version !== current.version && listed.version !== warned)
            conflict(listed);
        else if (listed.version === current.version && warned !== null) {
            warned = null; // taken back
            calm();
        }
    };

    const poll = async () => {
        clearTimeout(timer);
        try {
            const before = edits, now = await getJson(`/api/photos?since=${told.mark}`);
            tellNote(now.problem ?? '');
            // A decision that was made meanwhile is newer than this list.
            if (edits === before)
                take(now);
            if (!await showNew())
                showAll();
            warnOfOthers();
        } catch (error) {
            tellNote(error.message);
        }
        if (shown && !document.hidden) // others decide, too
            timer = setTimeout(poll, pause);
    };

    // A page that nobody sees does not ask; when it is seen again it has what others decided meanwhile.
    const seen = () => {
        if (shown && !document.hidden)
            poll();
    };

    const teaching = session.photos?.teaches ? startTeaching(() => poll()) : null;
    say(find('review-note'), session.photos === null ? 'There are no photos to review. Start the server with --photos FOLDER.' : '');
    find('review-body').hidden = session.photos === null;
    if (session.photos !== null)
        listen();
    showTools();

    return {
        enter: () => {
            shown = session.photos !== null;
            if (!shown)
                return;
            poll();
            teaching?.enter();
        },
        leave: () => {
            shown = false;
            clearTimeout(timer);
            for (const dialog of [ask, help])
                dialog.close(); // one that nobody sees would hold up the page
            teaching?.leave();
        },
    };
};
