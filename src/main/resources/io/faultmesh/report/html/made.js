// Differences between runs, and how each was made.

const PAIRED = {IMAGE: 'images in trials', TRIAL: 'trials', NONE: 'nothing'};

function differenceSection() {
  // Of many runs, those of other networks or rates have nothing in common with the first.
  return data.comparisons.filter(one => runs.length === 2 || one.results.length > 0).map(one => {
    const range = interval => interval ? el('span', {}, '[', number(interval.low, 4), ', ', number(interval.high, 4), ']') : '-';
    const differing = one.costs.filter(c => c.first !== c.second);
    return el('div', {}, el('h3', {}, `${one.second} less ${one.first}`),
      one.scenarios.length === 0 ? el('p', {}, 'The scenarios hold the same values.')
        : table('Keys of the scenarios that differ', ['key', one.first, one.second], one.scenarios.map(s => [s.key, s.first, s.second])),
      one.results.length === 0 ? el('p', {}, 'No design is in both runs at the same rate with the same measure.')
        : table('Shares of images, with 95 % intervals of the difference',
          ['design', 'bit error rate', 'measure', {name: one.first, digits: 4}, {name: one.second, digits: 4}, {name: 'difference', digits: 4}, 'for these images', 'for other images, too', 'paired by'],
          one.results.map(r => [r.design, rateCell(r.ber), r.measure, r.first, r.second, r.difference, range(r.theseImages), range(r.population), PAIRED[r.paired]])),
      differing.length === 0 ? el('p', {}, 'Area, energy, cycles and transfers are the same.')
        : table('Costs that differ', ['design', 'bit error rate', 'figure', one.first, one.second, 'change'], differing.map(c => [c.design, rateCell(c.ber), c.figure, c.first, c.second, c.change === null ? '-' : number(c.change, 2, 100, ' %')])),
      ...[[one.first, one.onlyInFirst], [one.second, one.onlyInSecond]].filter(([, list]) => list.length > 0)
        .map(([run, list]) => el('p', {}, `Only in ${run}: ${list.join('; ')}.`)));
  });
}

function madeSection() {
  return runs.map(run => {
    const source = run.marker?.source || {};
    const files = Object.entries(run.marker?.files || {});
    const hash = text => el('span', {class: 'hash'}, text || '-');
    const seed = /^faults:\n(?:[ -].*\n)*? {2}seed: (.*)$/m.exec(run.scenario);
    const phases = Object.entries(run.timing?.phases || {});
    return el('div', {}, el('h3', {}, label(run)),
      table('Origin', ['what', 'value'], [
        ['folder', run.folder], ['made by', source.program || '-'], ['command', source.command ? `faultmesh ${source.command}` : '-'],
        ['seed', seed ? seed[1] : '-'], ['SHA-256 of the scenario', hash(source.settings)], ['SHA-256 of the input files', hash(source.inputs)]]),
      el('p', {}, 'The same scenario, inputs and program give the same files, byte for byte, whatever the number of threads; only timing.json differs.'),
      run.scenario ? fold('Scenario, as resolved', el('pre', {tabindex: '0'}, run.scenario)) : null,
      files.length ? fold('Files of the run folder with their SHA-256', table('Files', ['file', 'SHA-256'], files.map(([file, sum]) => [file, hash(sum)]))) : null,
      phases.length ? fold('Time that the run took', table('Seconds', ['phase', {name: 'wall', digits: 2}, {name: 'CPU', digits: 2}],
        phases.map(([phase, time]) => [phase, time.wallSeconds, time.cpuSeconds]))) : null);
  });
}
