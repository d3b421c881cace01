// A weight-stationary array: every element keeps one weight, input values pass from west to east and
// running sums from north to south. After R edges that load the weights, value m of row r's stream
// meets element (r, c) at edge R + m + r + c.
module weight_stationary
  import element::*;
#(
    parameter int ROWS = 4,
    parameter int COLUMNS = 4
) (
    input logic clock,
    input logic load,  // weights move a row south
    input logic signed [7:0] west[ROWS],
    input logic signed [7:0] north[COLUMNS],
    input logic [31:0] running[COLUMNS],  // sums of the taps before
    input logic slot[ROWS],  // a row's stream has a place now
    input logic last[ROWS],  // and it is the last one
    input logic used_row[ROWS],
    input logic used_column[COLUMNS],
    input logic [31:0] voted[COLUMNS],
    // What strikes each register at the next edge, and what is stuck in it.
    input logic [7:0] west_flips[ROWS],
    input logic [7:0] north_flips[COLUMNS],
    input logic [15:0] product_flips[ROWS][COLUMNS][3],
    input logic [31:0] sum_flips[ROWS][COLUMNS][3],
    input logic [31:0] leaving_flips[COLUMNS][3],
    input logic [63:0] ones[ROWS][COLUMNS][3],
    input logic [63:0] zeros[ROWS][COLUMNS][3],
    output logic [31:0] leaving[COLUMNS],
    output logic done  // the last element has made its last product
);
  typedef struct packed {
    logic signed [7:0] value;
    logic slot;
    logic last;
  } passing_t;

  passing_t passing[ROWS][COLUMNS];
  passing_t entering[ROWS][COLUMNS];
  logic signed [7:0] weights[ROWS][COLUMNS];
  logic signed [7:0] loaded[ROWS][COLUMNS];
  sums_t sums[ROWS][COLUMNS];
  sums_t written[ROWS][COLUMNS];

  always_comb begin
    for (int r = 0; r < ROWS; r++) begin
      for (int c = 0; c < COLUMNS; c++) begin
        passing_t in;
        logic [31:0] sum;
        sum = r > 0 ? vote(sums[r-1][c], voted[c]) : running[c];
        in.value = c > 0 ? passing[r][c-1].value : west[r] ^ west_flips[r];
        in.slot = c > 0 ? passing[r][c-1].slot : slot[r];
        in.last = c > 0 ? passing[r][c-1].last : last[r];
        entering[r][c] = in;
        loaded[r][c] = weights[r][c];
        if (load) loaded[r][c] = r > 0 ? weights[r-1][c] : north[c] ^ north_flips[c];
        // An element harms what it computes, not what only passes it.
        written[r][c] = '{sum, sum, sum};
        if (in.slot && used_row[r] && used_column[c]) begin
          written[r][c] =
              multiply_add(in.value, weights[r][c], sum, product_flips[r][c], sum_flips[r][c],
                           ones[r][c], zeros[r][c], voted[c]);
        end
      end
    end
  end

  always_ff @(posedge clock) begin
    passing <= entering;
    weights <= loaded;
    sums <= written;
  end

  always_comb begin
    for (int c = 0; c < COLUMNS; c++) begin
      sums_t copies;
      for (int i = 0; i < 3; i++) begin
        copies[i] = vote(sums[ROWS-1][c], voted[c]) ^ leaving_flips[c][i];
      end
      leaving[c] = vote(copies, voted[c]);
    end
    done = passing[ROWS-1][COLUMNS-1].last;
  end
endmodule
