// Puts the page together.

const data = JSON.parse(document.getElementById('data').textContent);
const runs = data.runs;

const SECTIONS = [
  ['results', 'Results', () => overview()],
  ['accuracy', 'Accuracy', () => accuracySection()],
  ['cost', 'Loss and cost', () => tradeSection()],
  ['flips', 'Flips', () => flipSection()],
  ['protection', 'Protection', () => outcomeSection()],
  ['time', 'Time', () => [layerSection(), latencySection(), ...timelineSection()]],
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
  button.setAttribute('aria-pressed', String(dark));
  drawn.forEach(redraw);
}

button.addEventListener('click', () => setTheme(document.documentElement.dataset.theme !== 'dark'));
preferred.addEventListener('change', event => setTheme(event.matches));

let resizing = 0;
addEventListener('resize', () => {
  cancelAnimationFrame(resizing);
  resizing = requestAnimationFrame(() => drawn.forEach(made => made.resize()));
});

// Paper is white, has its own width, and opens no part on demand.
let beforePrint = null;
addEventListener('beforeprint', () => {
  const closed = [...document.querySelectorAll('details:not([open])')];
  beforePrint = {dark: document.documentElement.dataset.theme === 'dark', closed};
  closed.forEach(part => { part.open = true; });
  setTheme(false);
  drawn.forEach(made => made.resize({width: Math.min(made.getWidth(), 640)}));
});
addEventListener('afterprint', () => {
  beforePrint.closed.forEach(part => { part.open = false; });
  setTheme(beforePrint.dark);
  drawn.forEach(made => made.resize({width: 'auto'}));
});

document.documentElement.dataset.theme = preferred.matches ? 'dark' : 'light';
build();
setTheme(preferred.matches);
