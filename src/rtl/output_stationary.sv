// An output-stationary array: input values pass from west to east, weights from north to south, and
// every element keeps one sum. Value k of its streams meets element (r, c) at edge k + r + c.
module output_stationary
  import element::*;
#(
    parameter int ROWS = 4,
    parameter int COLUMNS = 4
) (
    input logic clock,
    input logic clear,  // all sums
    input logic take,  // finished sums over into the registers that move them south
    input logic signed [7:0] west[ROWS],
    input logic signed [7:0] north[COLUMNS],
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
    logic signed [7:0] weight;
    logic slot;
    logic last;
    logic [31:0] moving;
  } passing_t;

  passing_t passing[ROWS][COLUMNS];
  passing_t entering[ROWS][COLUMNS];
  sums_t sums[ROWS][COLUMNS];
  sums_t written[ROWS][COLUMNS];

  always_comb begin
    for (int r = 0; r < ROWS; r++) begin
      for (int c = 0; c < COLUMNS; c++) begin
        passing_t in;
        logic [31:0] sum;
        sum = vote(sums[r][c], voted[c]);
        in.value = c > 0 ? passing[r][c-1].value : west[r] ^ west_flips[r];
        in.slot = c > 0 ? passing[r][c-1].slot : slot[r];
        in.last = c > 0 ? passing[r][c-1].last : last[r];
        in.weight = r > 0 ? passing[r-1][c].weight : north[c] ^ north_flips[c];
        in.moving = take ? sum : r > 0 ? passing[r-1][c].moving : '0;
        entering[r][c] = in;
        written[r][c] = sums[r][c];
        if (in.slot && used_row[r] && used_column[c]) begin
          written[r][c] =
              multiply_add(in.value, in.weight, sum, product_flips[r][c], sum_flips[r][c],
                           ones[r][c], zeros[r][c], voted[c]);
        end
        for (int i = 0; i < 3; i++) begin
          if (clear) written[r][c][i] = stuck('0, ones[r][c][i][63:32], zeros[r][c][i][63:32]);
        end
      end
    end
  end

  always_ff @(posedge clock) begin
    passing <= entering;
    sums <= written;
  end

  always_comb begin
    for (int c = 0; c < COLUMNS; c++) begin
      sums_t copies;
      for (int i = 0; i < 3; i++) copies[i] = passing[ROWS-1][c].moving ^ leaving_flips[c][i];
      leaving[c] = vote(copies, voted[c]);
    end
    done = passing[ROWS-1][COLUMNS-1].last;
  end
endmodule
