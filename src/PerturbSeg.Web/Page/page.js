// The tabs, the chosen run, and which view is shown.
import { getJson } from './api.js';
import { find, make, say } from './parts.js';
import { startTry } from './try.js';
import { startReview } from './review.js';
import { startWatch } from './watch.js';
import { startPlay } from './play.js';

const starts = { try: startTry, review: startReview, watch: startWatch, play: startPlay };
const names = Object.keys(starts);
const tabs = names.map(name => find(`tab-${name}`));
const kept = 'perturbseg-run';
const views = {};
let session, shown = null;

const chosenRun = () => session.runs.find(run => run.name === find('run').value);

// A run may have a segmenter or scenes by now that it had not before.
const renew = async () => {
    const { runs } = await getJson('/api/session'), known = JSON.stringify(session.runs);
    for (const run of session.runs)
        Object.assign(run, runs.find(({ name }) => name === run.name));
    return JSON.stringify(session.runs) !== known;
};

// A view is started when it is first seen.
const enter = name => {
    views[name] ??= starts[name](session);
    views[name].enter(chosenRun());
};

const enterAnew = async name => {
    enter(name);
    const isNew = await renew().catch(() => false); // what is wrong the view says itself
    if (isNew && shown === name)
        enter(name);
};

// A review is of one run, which its facts name.
const showChoice = () => find('run-choice').hidden = session.runs.length < 2 || (shown === 'review' && session.photos !== null);

const showView = name => {
    if (name === shown)
        return;
    const isFirst = shown === null; // the session has just been read
    if (!isFirst)
        views[shown].leave();
    names.forEach((other, i) => {
        find(`view-${other}`).hidden = other !== name;
        tabs[i].setAttribute('aria-selected', other === name);
        tabs[i].tabIndex = other === name ? 0 : -1;
    });
    shown = name;
    showChoice();
    (isFirst ? enter : enterAnew)(name);
};

const showHash = () => {
    const name = location.hash.slice(1);
    showView(names.includes(name) ? name : names[0]);
};

const moveTab = event => {
    const i = tabs.indexOf(event.target);
    const to = { ArrowLeft: i - 1, ArrowRight: i + 1, Home: 0, End: -1 }[event.key];
    if (to === undefined)
        return;
    event.preventDefault();
    const tab = tabs.at(to % tabs.length);
    tab.focus();
    tab.click();
};

const listenToTabs = () => tabs.forEach((tab, i) => {
    tab.addEventListener('keydown', moveTab);
    tab.addEventListener('click', event => {
        location.hash = names[i];
        showView(names[i]);
        // After a real click the arrow keys belong to the view.
        if (event.detail > 0)
            find(`view-${names[i]}`).focus({ preventScroll: true });
    });
});

const fillRuns = () => {
    const select = find('run'), before = sessionStorage.getItem(kept);
    select.append(...session.runs.map(run => make('option', { value: run.name, textContent: run.name })));
    if (session.runs.some(run => run.name === before))
        select.value = before;
    select.addEventListener('change', () => {
        sessionStorage.setItem(kept, select.value);
        views[shown].leave();
        enterAnew(shown);
    });
};

// A file dropped beside the drop zone must not replace the page.
for (const name of ['dragover', 'drop'])
    window.addEventListener(name, event => event.preventDefault());

try {
    session = await getJson('/api/session');
    fillRuns();
    listenToTabs();
    window.addEventListener('hashchange', showHash);
    showHash();
} catch (error) {
    say(find('page-alert'), error.message);
}
