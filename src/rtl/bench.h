// What the benches of both arrays share: a matrix product with its faults, read from standard input,
// and the ports of the array. Everything here follows the words of the project's documents, not its
// code, so that it can be a witness of that code.
#pragma once
#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <vector>

#include "Array.h"

constexpr int COPIES = 3;

enum class Site { OPERAND, PRODUCT, PARTIAL_SUM, ACCUMULATOR };

/** Bits that flip in a value of a site, numbered as the fault sites number them. */
struct Flip {
  Site site;
  int copy;
  int64_t value;
  uint32_t mask;
};

/** An element's register bit that is always 0 or 1: 0-7 input, 8-15 weight, 16-31 product, 32-63 sum. */
struct Stuck {
  int copy;
  int element;
  int bit;
  bool one;
};

/** An M x K matrix of input values times K x N weights; neuron n * M + m is their row m, column n. */
struct Product {
  int m, k, n;
  std::vector<int> inputs;       // [M][K]
  std::vector<int> weights;      // [N][K]
  std::vector<uint32_t> voted;   // [N], the columns of a sum that are built three times
  std::vector<Flip> flips;
  std::vector<Stuck> stuck;

  int input(int row, int tap) const { return inputs[int64_t(row) * k + tap]; }
  int weight(int filter, int tap) const { return weights[int64_t(filter) * k + tap]; }
};

/** One tile of a product that the array works on at once. */
struct Fold {
  int filter, filters, pixel, pixels, tap, taps;
};

/** A flip at a port, in a fold, at an edge that is counted from the fold's first. */
struct Strike {
  Site site;
  int fold;
  int64_t edge;
  bool west;  // an operand's side
  int row, column, copy;
  uint32_t mask;
};

/** What a product took, and gave. */
struct Outcome {
  int64_t folds = 0;
  int64_t cycles = 0;   // edges, over all folds, to the last product
  int64_t drained = 0;  // the same to the last sum that has left the array
  std::vector<int32_t> sums;
};

// What each dataflow has of its own: how it lays a product on the array, where its faults strike, and
// how it drives the array.
int folds(const Product &product);
Fold fold(const Product &product, int index);
Strike operand(const Product &product, const Flip &flip);
Strike inElement(const Product &product, const Flip &flip);
Outcome run(Array &array, const Product &product);

inline int tiles(int length, int tile) { return (length + tile - 1) / tile; }
/** The fold that an operand streams in; its number is then counted from the fold's first. */
int foldOfOperand(const Product &product, int64_t &number);

/** The flips inside the array, put on the ports at their edge and taken off behind it. */
class Strikes {
 public:
  Strikes(Array &array, const Product &product);
  /** One edge of the clock, with what strikes at it. */
  void edge(int fold, int64_t edge);

 private:
  void add(const Strike &strike) { all[{strike.fold, strike.edge}].push_back(strike); }
  void toggle(const Strike &strike);
  Array &array;
  std::map<std::pair<int, int64_t>, std::vector<Strike>> all;
};

/** Flips of sums on their way out: the masks of each copy, by neuron. */
using LeavingFlips = std::map<int64_t, std::vector<uint32_t>>;
LeavingFlips leavingFlips(const Product &product);
/** A column's sum as it leaves, struck and voted. */
int32_t leave(Array &array, int column, const LeavingFlips &flips, int64_t neuron);
/** Streams, used rows and columns, and flips: all off. */
void quiet(Array &array);
void useOnly(Array &array, int rows, int columns, const Product &product, int firstFilter);
