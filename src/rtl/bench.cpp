// Runs matrix products on a Verilog array: reads them with their faults from standard input, prints
// edges and sums. A product is the words
//   product M K N  inputs[M*K]  weights[N*K]  voted[N]  flips F (site copy value mask)[F]
//   stuck S (copy element bit one)[S]
// and its answer a line: folds, cycles, drained, then the N*M sums.
#include "bench.h"

#include <iostream>
#include <stdexcept>

namespace {

template <typename T>
T read(std::istream &in) {
  T value;
  if (!(in >> value)) throw std::runtime_error("the product is cut short");
  return value;
}

void expect(std::istream &in, const std::string &word) {
  std::string found = read<std::string>(in);
  if (found != word) throw std::runtime_error("'" + found + "' instead of '" + word + "'");
}

template <typename T>
std::vector<T> list(std::istream &in, int64_t count) {
  std::vector<T> values(count);
  for (T &value : values) value = read<T>(in);
  return values;
}

Site site(const std::string &name) {
  if (name == "operand") return Site::OPERAND;
  if (name == "product") return Site::PRODUCT;
  if (name == "partial-sum") return Site::PARTIAL_SUM;
  if (name == "accumulator") return Site::ACCUMULATOR;
  throw std::runtime_error("no such site: " + name);
}

Product readProduct(std::istream &in) {
  Product product;
  product.m = read<int>(in);
  product.k = read<int>(in);
  product.n = read<int>(in);
  product.inputs = list<int>(in, int64_t(product.m) * product.k);
  product.weights = list<int>(in, int64_t(product.n) * product.k);
  product.voted = list<uint32_t>(in, product.n);
  expect(in, "flips");
  for (int left = read<int>(in); left > 0; left--) {
    Site where = site(read<std::string>(in));
    int copy = read<int>(in);
    int64_t value = read<int64_t>(in);
    product.flips.push_back({where, copy, value, read<uint32_t>(in)});
  }
  expect(in, "stuck");
  for (int left = read<int>(in); left > 0; left--) {
    int copy = read<int>(in);
    int element = read<int>(in);
    int bit = read<int>(in);
    product.stuck.push_back({copy, element, bit, read<int>(in) == 1});
  }
  return product;
}

void stick(Array &array, const Product &product) {
  for (int r = 0; r < ROWS; r++)
    for (int c = 0; c < COLUMNS; c++)
      for (int i = 0; i < COPIES; i++) array.ones[r][c][i] = array.zeros[r][c][i] = 0;
  for (const Stuck &bit : product.stuck) {
    auto &registers = bit.one ? array.ones : array.zeros;
    registers[bit.element / COLUMNS][bit.element % COLUMNS][bit.copy] |= uint64_t(1) << bit.bit;
  }
}

}  // namespace

int foldOfOperand(const Product &product, int64_t &number) {
  for (int index = 0; index < folds(product); index++) {
    Fold tile = fold(product, index);
    int64_t own = int64_t(tile.taps) * (tile.pixels + tile.filters);
    if (number < own) return index;
    number -= own;
  }
  throw std::runtime_error("an operand beyond the product's folds");
}

Strikes::Strikes(Array &array, const Product &product) : array(array) {
  for (const Flip &flip : product.flips) {
    if (flip.site == Site::OPERAND) add(operand(product, flip));
    else if (flip.site != Site::ACCUMULATOR) add(inElement(product, flip));
  }
}

void Strikes::toggle(const Strike &strike) {
  switch (strike.site) {
    case Site::OPERAND:
      if (strike.west) array.west_flips[strike.row] ^= strike.mask;
      else array.north_flips[strike.column] ^= strike.mask;
      break;
    case Site::PRODUCT:
      array.product_flips[strike.row][strike.column][strike.copy] ^= strike.mask;
      break;
    case Site::PARTIAL_SUM:
      array.sum_flips[strike.row][strike.column][strike.copy] ^= strike.mask;
      break;
    case Site::ACCUMULATOR:
      break;  // sums are struck as they leave, see leave()
  }
}

void Strikes::edge(int fold, int64_t edge) {
  const std::vector<Strike> &now = all[{fold, edge}];
  for (const Strike &strike : now) toggle(strike);
  array.clock = 0;
  array.eval();
  array.clock = 1;
  array.eval();
  for (const Strike &strike : now) toggle(strike);
}

LeavingFlips leavingFlips(const Product &product) {
  LeavingFlips flips;
  for (const Flip &flip : product.flips) {
    if (flip.site != Site::ACCUMULATOR) continue;
    flips.try_emplace(flip.value, COPIES).first->second[flip.copy] ^= flip.mask;
  }
  return flips;
}

int32_t leave(Array &array, int column, const LeavingFlips &flips, int64_t neuron) {
  auto found = flips.find(neuron);
  for (int i = 0; i < COPIES; i++)
    array.leaving_flips[column][i] = found == flips.end() ? 0 : found->second[i];
  array.eval();
  return int32_t(array.leaving[column]);
}

void quiet(Array &array) {
  for (int r = 0; r < ROWS; r++) {
    array.west[r] = array.slot[r] = array.last[r] = array.west_flips[r] = 0;
    for (int c = 0; c < COLUMNS; c++)
      for (int i = 0; i < COPIES; i++)
        array.product_flips[r][c][i] = array.sum_flips[r][c][i] = 0;
  }
  for (int c = 0; c < COLUMNS; c++) {
    array.north[c] = array.north_flips[c] = 0;
    for (int i = 0; i < COPIES; i++) array.leaving_flips[c][i] = 0;
  }
}

void useOnly(Array &array, int rows, int columns, const Product &product, int firstFilter) {
  for (int r = 0; r < ROWS; r++) array.used_row[r] = r < rows;
  for (int c = 0; c < COLUMNS; c++) {
    array.used_column[c] = c < columns;
    array.voted[c] = c < columns ? product.voted[firstFilter + c] : 0;
  }
}

int main() {
  Array array;
  std::string word;
  try {
    while (std::cin >> word) {
      if (word != "product") throw std::runtime_error("'" + word + "' instead of 'product'");
      Product product = readProduct(std::cin);
      stick(array, product);
      quiet(array);
      Outcome outcome = run(array, product);
      std::cout << outcome.folds << ' ' << outcome.cycles << ' ' << outcome.drained;
      for (int32_t sum : outcome.sums) std::cout << ' ' << sum;
      std::cout << std::endl;
    }
  } catch (const std::exception &error) {
    std::cerr << "bench: " << error.what() << std::endl;
    return 2;
  }
}
