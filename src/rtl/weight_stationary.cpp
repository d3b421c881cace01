// Lays a product on the weight-stationary array: taps on rows, filters on columns, all pixels in a
// stream. Folds go by filter tile, then tap tile, and running sums enter the next one from the north.
// Operands are numbered fold by fold: the weights row by row, then the used rows' streams by tap.
#include "bench.h"

Fold fold(const Product &p, int index) {
  int tap = index % tiles(p.k, ROWS) * ROWS;
  int filter = index / tiles(p.k, ROWS) * COLUMNS;
  return {filter, std::min(COLUMNS, p.n - filter), 0, p.m, tap, std::min(ROWS, p.k - tap)};
}

int folds(const Product &p) { return tiles(p.k, ROWS) * tiles(p.n, COLUMNS); }

/** The weight of row r enters at edge R - 1 - r, value m of its stream at edge R + m + r. */
Strike operand(const Product &p, const Flip &flip) {
  int64_t left = flip.value;
  int index = foldOfOperand(p, left);
  Fold tile = fold(p, index);
  int64_t weights = int64_t(tile.taps) * tile.filters;
  if (left < weights) {
    int row = int(left / tile.filters), column = int(left % tile.filters);
    return {flip.site, index, ROWS - 1 - row, false, row, column, flip.copy, flip.mask};
  }
  int row = int((left - weights) / p.m);
  int64_t m = (left - weights) % p.m;
  return {flip.site, index, ROWS + m + row, true, row, 0, flip.copy, flip.mask};
}

Strike inElement(const Product &p, const Flip &flip) {
  int64_t neuron = flip.value / p.k;
  int k = int(flip.value % p.k), m = int(neuron % p.m), n = int(neuron / p.m);
  int index = n / COLUMNS * tiles(p.k, ROWS) + k / ROWS;
  int row = k % ROWS, column = n % COLUMNS;
  return {flip.site, index, ROWS + m + row + column, false, row, column, flip.copy, flip.mask};
}

namespace {

void load(Array &array, const Product &p, const Fold &tile, int row) {
  for (int c = 0; c < tile.filters; c++)
    array.north[c] = row < tile.taps ? p.weight(tile.filter + c, tile.tap + row) : 0;
}

/** What enters at an edge behind the load. */
void feed(Array &array, const Product &p, const Fold &tile, int64_t edge, const Outcome &outcome) {
  for (int r = 0; r < ROWS; r++) {
    int64_t m = edge - r;
    bool inStream = m >= 0 && m < p.m;
    array.slot[r] = inStream;
    array.last[r] = m == p.m - 1;
    array.west[r] = inStream && r < tile.taps ? p.input(m, tile.tap + r) : 0;
  }
  for (int c = 0; c < tile.filters; c++) {
    int64_t m = edge - c;
    bool resumes = tile.tap > 0 && m >= 0 && m < p.m;
    array.running[c] = resumes ? outcome.sums[int64_t(tile.filter + c) * p.m + m] : 0;
  }
}

}  // namespace

Outcome run(Array &array, const Product &p) {
  Strikes strikes(array, p);
  LeavingFlips leaving = leavingFlips(p);
  Outcome outcome;
  outcome.sums.resize(int64_t(p.n) * p.m);
  for (int index = 0; index < folds(p); index++) {
    Fold tile = fold(p, index);
    useOnly(array, tile.taps, tile.filters, p, tile.filter);
    int64_t edge = 0;
    array.load = 1;
    while (edge < ROWS) {
      load(array, p, tile, ROWS - 1 - int(edge));
      strikes.edge(index, edge++);
    }
    array.load = 0;
    // Only sums of the last tile leave the array for good.
    bool finishes = tile.tap + tile.taps == p.k;
    do {
      feed(array, p, tile, edge - ROWS, outcome);
      strikes.edge(index, edge++);
      for (int c = 0; c < tile.filters; c++) {
        int64_t m = edge - ROWS - ROWS - c;
        if (m < 0 || m >= p.m) continue;
        int64_t neuron = int64_t(tile.filter + c) * p.m + m;
        outcome.sums[neuron] = leave(array, c, finishes ? leaving : LeavingFlips(), neuron);
      }
    } while (!array.done);
    quiet(array);
    outcome.cycles += edge;
    outcome.drained += edge;
    outcome.folds++;
  }
  return outcome;
}
