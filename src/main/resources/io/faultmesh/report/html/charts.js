// Options of the charts, each from plain data; colours come from the theme.

/** Colours that colour-blind readers tell apart (Okabe and Ito), with marks and dashes beside. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a6d3b', '#7f7f7f'];
const MARKS = [
  (x, y) => `M${x - 5},${y}a5,5 0 1,0 10,0a5,5 0 1,0 -10,0Z`,
  (x, y) => `M${x - 5},${y - 5}h10v10h-10Z`,
  (x, y) => `M${x},${y - 6}L${x + 6},${y + 5}L${x - 6},${y + 5}Z`,
  (x, y) => `M${x},${y - 6}L${x + 6},${y}L${x},${y + 6}L${x - 6},${y}Z`,
  (x, y) => `M${x},${y + 6}L${x + 6},${y - 5}L${x - 6},${y - 5}Z`,
  (x, y) => `M${x - 2},${y - 6}h4v4h4v4h-4v4h-4v-4h-4v-4h4Z`,
  (x, y) => `M${x},${y - 6}L${x + 6},${y}h-3v6h-6v-6h-3Z`,
];
const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]];

const designNumbers = new Map();

/** How a design looks in every chart of the page. */
function look(design) {
  if (!designNumbers.has(design)) designNumbers.set(design, designNumbers.size);
  const i = designNumbers.get(design);
  const mark = MARKS[(i + Math.floor(i / COLOURS.length)) % MARKS.length];
  return {
    colour: COLOURS[i % COLOURS.length],
    mark,
    symbol: 'path://' + mark(0, 0),
    dash: DASHES[(i + Math.floor(i / COLOURS.length)) % DASHES.length],
  };
}

function theme() {
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue('--' + name).trim();
  return {text: colour('text'), quiet: colour('quiet'), line: colour('line'), ground: colour('panel'),
    dark: document.documentElement.dataset.theme === 'dark'};
}

function chart(place, option) {
  const made = echarts.init(place, null, {renderer: 'svg'});
  made.option = option;
  redraw(made);
  widths.observe(place);
  return made;
}

/** Charts follow the width of their places. */
const widths = new ResizeObserver(entries => {
  for (const entry of entries) {
    const made = echarts.getInstanceByDom(entry.target);
    if (made && Math.abs(made.getWidth() - entry.contentRect.width) > 1 && entry.contentRect.width > 0) resize(made);
  }
});

function resize(made, size) {
  made.resize(size);
  redraw(made);
}

function redraw(made) {
  const colours = theme();
  const option = made.option({...colours, width: made.getWidth()});
  made.setOption({
    animation: false,
    textStyle: {color: colours.text, fontFamily: 'Liberation Sans, Arial, sans-serif'},
    ...option,
    tooltip: {confine: true, backgroundColor: colours.ground, borderColor: colours.line,
      textStyle: {color: colours.text}, ...option.tooltip},
  }, true);
}

const axisOf = (colours, more) => {
  const {axisLabel, ...rest} = more;
  return {
    nameLocation: 'middle', nameGap: 30,
    nameTextStyle: {color: colours.text}, axisLine: {lineStyle: {color: colours.quiet}},
    splitLine: {lineStyle: {color: colours.line}}, ...rest,
    axisLabel: {color: colours.text, hideOverlap: true, ...axisLabel},
  };
};

/** Legend and plot area: the legend takes as many rows as its names need. */
function legendAndGrid(colours, names, grid = {}) {
  const wide = name => 34 + 7.2 * short(name).length;
  let rows = 1;
  let used = 0;
  for (const name of names.slice(0, 30)) {
    used += wide(name);
    if (used > colours.width - 20) {
      rows++;
      used = wide(name);
    }
  }
  return {
    grid: {left: 62, right: 18, top: 16, bottom: 52 + 20 * rows, ...grid},
    legend: {type: names.length > 30 ? 'scroll' : 'plain', bottom: 0, itemWidth: 12, itemHeight: 12, itemGap: 12,
      textStyle: {color: colours.text}, pageTextStyle: {color: colours.text},
      data: names.map(name => ({name, icon: look(name).symbol})), formatter: name => short(name)},
  };
}

/** Text of a tooltip; ECharts takes it as HTML, so names are escaped. */
const safe = text => echarts.format.encodeHTML(String(text));

/** A mark with a whisker from low to high; data: x, mean, low, high. */
function whiskers(name, data, colours, shift, text) {
  const {colour, mark} = look(name);
  return {
    name, type: 'custom', data, encode: {x: 0, y: [1, 2, 3]}, itemStyle: {color: colour}, z: 5,
    tooltip: {formatter: params => safe(name) + '<br>' + text(params.value)},
    renderItem(params, api) {
      const at = which => {
        const [x, y] = api.coord([api.value(0), api.value(which)]);
        return [x + (shift ? shift(api) : 0), y];
      };
      const [x, mean] = at(1);
      const low = at(2)[1];
      const high = at(3)[1];
      const line = (x1, y1, x2, y2) => ({type: 'line', shape: {x1, y1, x2, y2}, style: {stroke: colour, lineWidth: 1.5}});
      return {type: 'group', children: [
        line(x, low, x, high), line(x - 4, low, x + 4, low), line(x - 4, high, x + 4, high),
        {type: 'path', shape: {pathData: mark(x, mean)}, style: {fill: colour, stroke: colours.ground, lineWidth: 1}},
      ]};
    },
  };
}

const shareText = v => `${format(v[1], 4)} [${format(v[2], 4)}, ${format(v[3], 4)}]`;

/** Labels of a logarithmic axis: whole powers of ten, so that none at the end is cut. */
const decade = value => Number.isInteger(Number(Math.log10(value).toFixed(9))) ? rate(value) : '';

/** points: {design, ber, mean, low, high}. Few rates stand side by side, many make a line. */
function rateOption(points, label, range) {
  const designs = distinct(points.map(p => p.design));
  const rates = distinct(points.map(p => p.ber)).sort((a, b) => a - b);
  const lines = rates.length > 3 && rates.every(r => typeof r === 'number' && r > 0);
  return colours => {
    const many = rates.length === 1 && 80 * designs.length > colours.width;
    const x = rates.length === 1
      ? {type: 'category', data: designs, axisLabel: {formatter: name => short(name, 12), interval: 0, rotate: many ? 40 : 0}}
      : lines ? {type: 'log', axisLabel: {formatter: decade}, min: rates[0] / 1.2, max: rates[rates.length - 1] * 1.2}
        : {type: 'category', data: rates.map(rate)};
    const name = rates.length === 1 ? `design, at bit error rate ${rate(rates[0])}` : 'bit error rate';
    const series = designs.flatMap((design, i) => {
      const own = points.filter(p => p.design === design).sort((a, b) => a.ber - b.ber);
      const place = p => rates.length === 1 ? i : lines ? p.ber : rates.indexOf(p.ber);
      const data = own.map(p => [place(p), p.mean, p.low, p.high]);
      const shift = rates.length > 1 && !lines
        ? api => (i - (designs.length - 1) / 2) * Math.min(18, api.size([1, 0])[0] * 0.8 / designs.length) : null;
      const marks = whiskers(design, data, colours, shift, shareText);
      const line = {name: design, type: 'line', data: data.map(v => v.slice(0, 2)), showSymbol: false, silent: true,
        lineStyle: {color: look(design).colour, type: look(design).dash}, itemStyle: {color: look(design).colour}};
      return lines ? [line, marks] : [marks];
    });
    return {
      ...(rates.length === 1 ? {grid: {left: 62, right: 18, top: 16, bottom: many ? 100 : 50}} : legendAndGrid(colours, designs)),
      tooltip: {trigger: 'item'},
      xAxis: axisOf(colours, {name, nameGap: many ? 75 : 30, ...x}),
      yAxis: axisOf(colours, {name: label, nameGap: 46, scale: true, ...range}), series,
    };
  };
}

/** Points that no other one beats in both cost and loss. */
function front(points) {
  return points.filter(p => !points.some(q => q.cost <= p.cost && q.mean <= p.mean
    && (q.cost < p.cost || q.mean < p.mean))).sort((a, b) => a.cost - b.cost || a.mean - b.mean);
}

/** points: {design, cost, mean, low, high}. */
function tradeOption(points, costLabel, lossLabel, digits) {
  return colours => ({
    ...legendAndGrid(colours, points.map(p => p.design), {right: 30}), tooltip: {trigger: 'item'},
    xAxis: axisOf(colours, {type: 'value', name: costLabel, scale: true, splitNumber: Math.max(2, Math.floor(colours.width / 110))}),
    yAxis: axisOf(colours, {type: 'value', name: lossLabel, nameGap: 46, scale: true}),
    series: [
      {name: 'front', type: 'line', step: 'end', silent: true, showSymbol: false,
        data: front(points).map(p => [p.cost, p.mean]),
        lineStyle: {color: colours.quiet, type: 'dashed', width: 1.5}},
      ...points.map(p => whiskers(p.design, [[p.cost, p.mean, p.low, p.high]], colours, null,
        v => `${format(v[0], digits)}: ${shareText(v)}`)),
    ],
  });
}

/** cells: {layer, bit, value}; a place without a cell is left empty: nothing can flip there. */
function heatOption(cells, label, share) {
  const layers = distinct(cells.map(c => c.layer)).sort((a, b) => a - b);
  const bits = distinct(cells.map(c => c.bit)).sort((a, b) => b - a);
  const level = value => share ? value : Math.log10(1 + value);
  const text = value => share ? format(value, 3) : format(value);
  const most = Math.max(...cells.map(c => level(c.value)), share ? 1 : 1e-9);
  return colours => ({
    grid: {left: 56, right: 90, top: 10, bottom: 50},
    tooltip: {formatter: p => `layer ${layers[p.value[1]]}, bit ${bits[p.value[0]]}<br>${safe(label)}: ${text(p.value[3])}`},
    xAxis: axisOf(colours, {type: 'category', data: bits, name: 'bit', splitLine: {show: false}}),
    yAxis: axisOf(colours, {type: 'category', data: layers, inverse: true, name: 'layer', nameGap: 36, splitLine: {show: false}}),
    visualMap: {min: 0, max: most, dimension: 2, calculable: false, right: 0, top: 'middle', textStyle: {color: colours.text},
      formatter: v => text(share ? v : Math.round(10 ** v - 1)), text: [text(share ? 1 : Math.round(10 ** most - 1)), '0'],
      inRange: {color: ['#fde725', '#5ec962', '#21918c', '#3b528b', '#440154']}},
    series: [{type: 'heatmap', data: cells.map(c => [bits.indexOf(c.bit), layers.indexOf(c.layer), level(c.value), c.value]),
      itemStyle: {borderColor: colours.ground, borderWidth: 1}}],
  });
}

/** Stacked bars. categories: names; stacks: {name, data, colour}. */
function stackOption(categories, stacks, xLabel, yLabel) {
  return colours => ({
    grid: {left: 100, right: 18, top: 16, bottom: 76}, tooltip: {trigger: 'axis', axisPointer: {type: 'shadow'},
      formatter: all => safe(all[0].name) + all.map(p => `<br>${safe(p.seriesName)}: ${format(p.value)}`).join('')},
    aria: {enabled: true, label: {enabled: false}, decal: {show: true}},
    legend: {bottom: 0, textStyle: {color: colours.text}, type: 'scroll'},
    xAxis: axisOf(colours, {type: 'category', data: categories, name: xLabel,
      axisLabel: {interval: 0, hideOverlap: categories.length > 20, formatter: v => short(v, Math.max(5, Math.floor((colours.width - 118) / categories.length / 7)))}}),
    yAxis: axisOf(colours, {type: 'value', name: yLabel, nameGap: 82, axisLabel: {formatter: v => format(v)}}),
    series: stacks.map((stack, i) => ({name: stack.name, type: 'bar', stack: 'all', data: stack.data,
      itemStyle: {color: stack.colour || COLOURS[i % COLOURS.length]}})),
  });
}

/** lines: {design, points: [percentile, cycles]}; the axis is 1 / (1 - share), where tails show. */
function percentileOption(lines) {
  const place = p => 100 / (100 - p);
  return colours => ({
    ...legendAndGrid(colours, lines.map(l => l.design), {left: 76, right: 34}),
    tooltip: {trigger: 'axis', formatter: all => `${format(100 - 100 / all[0].value[0], 3)} %`
      + all.map(p => `<br>${safe(p.seriesName)}: ${format(p.value[1])} cycles`).join('')},
    xAxis: axisOf(colours, {type: 'log', name: 'percentile', axisLabel: {formatter: v => {
      const share = 100 - 100 / v;
      return `${Number(share.toPrecision(8))} %`;
    }}}),
    yAxis: axisOf(colours, {type: 'value', name: 'cycles', nameGap: 60, axisLabel: {formatter: v => format(v)}}),
    series: lines.map(line => {
      const finite = line.points.filter(([p]) => p < 100);
      const end = finite.length ? 2 * place(finite[finite.length - 1][0]) : 10;
      return {name: line.design, type: 'line', step: 'end', symbol: look(line.design).symbol, symbolSize: 7, showSymbol: true,
        data: line.points.map(([p, cycles]) => [p < 100 ? place(p) : end, cycles]),
        lineStyle: {color: look(line.design).colour, type: look(line.design).dash}, itemStyle: {color: look(line.design).colour}};
    }),
  });
}
