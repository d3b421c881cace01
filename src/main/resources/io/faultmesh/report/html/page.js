// Puts the page together.

const data = JSON.parse(document.getElementById('data').textContent);
const runs = data.runs;

const SECTIONS = [
  ['results', 'Results', () => overview()],
  ['accuracy', 'Accuracy', () => accuracySection()],
  ['cost', 'Loss and cost', () => tradeSection()],
  ['survey', 'Survey', () => surveySection()],
  ['flips', 'Flips', () => flipSection()],
  ['protection', 'Protection', () => outcomeSection()],
  ['vulnerability', 'Vulnerability', () => vulnerabilitySection()],
  ['safety', 'Safety', () => safetySection()],
  ['time', 'Time', () => [layerSection(), latencySection(), ...timelineSection()]],
  ['dram', 'DRAM', () => dramSection()],
  ['spread', 'Trials and images', () => [trialSection(), classSection(), marginSection()]],
  ['differences', 'Differences', () => differenceSection()],
  ['made', 'How it was made', () => madeSection()],
];

function build() {
  // Designs look the same in all runs and charts.
  runs.forEach(run => results(run).forEach(r => look(r.design)));
  const main = document.getElementById('main');
  const nav = document.getElementById('sections');
  for (const [id, title, make] of SECTIONS) {
    const nodes = [make()].flat().filter(node => node !== null && node !== undefined);
    if (nodes.length === 0) continue;
    main.append(el('section', {'aria-labelledby': id}, el('h2', {id}, title), ...nodes));
    nav.append(el('a', {href: '#' + id}, title));
  }
  figure.waiting.forEach(draw => draw());
}

const preferred = matchMedia('(prefers-color-scheme: dark)');
const button = document.getElementById('theme');

function setTheme(dark) {
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  button.textContent = dark ? 'Light colours' : 'Dark colours';
  drawn.forEach(redraw);
}

button.addEventListener('click', () => setTheme(document.documentElement.dataset.theme !== 'dark'));
preferred.addEventListener('change', event => setTheme(event.matches));

// Paper is white, has its own width, and opens no part on demand; very long tables stay on the screen.
const MAX_PRINTED_ROWS = 200;
let beforePrint = null;
addEventListener('beforeprint', () => {
  const closed = [...document.querySelectorAll('details:not([open]):not(.screen)')]
    .filter(part => part.querySelectorAll('tr').length <= MAX_PRINTED_ROWS);
  beforePrint = {dark: document.documentElement.dataset.theme === 'dark', closed};
  closed.forEach(part => { part.open = true; });
  setTheme(false);
  drawn.forEach(made => resize(made, {width: Math.min(made.getWidth(), 640)}));
});
addEventListener('afterprint', () => {
  beforePrint.closed.forEach(part => { part.open = false; });
  setTheme(beforePrint.dark);
  drawn.forEach(made => resize(made, {width: 'auto'}));
});

document.documentElement.dataset.theme = preferred.matches ? 'dark' : 'light';
build();
setTheme(preferred.matches);
