// What one processing element does in a cycle, and what faults and votes make of it. Its register
// bits are numbered 0-7 input, 8-15 weight, 16-31 product, 32-63 sum, and exist in three copies.
package element;
  typedef logic [31:0] sums_t[3];

  // Stuck bits are forced, whatever is written.
  function automatic logic [31:0] stuck(logic [31:0] value, logic [31:0] ones, logic [31:0] zeros);
    return (value | ones) & ~zeros;
  endfunction

  // Voted columns hold what two of three copies say, all others copy 0.
  function automatic logic [31:0] vote(sums_t copies, logic [31:0] voted);
    logic [31:0] majority;
    majority = copies[0] & copies[1] | copies[0] & copies[2] | copies[1] & copies[2];
    return majority & voted | copies[0] & ~voted;
  endfunction

  // The sum after one product of two int8 values, in three copies. Flips act before stuck bits, and
  // a product is voted before it is added. What is signed is declared so: a single unsigned operand,
  // even '0, would make a whole product unsigned.
  function automatic sums_t multiply_add(
      logic signed [7:0] value, logic signed [7:0] weight, logic signed [31:0] sum,
      logic [15:0] product_flips[3], sums_t sum_flips, logic [63:0] ones[3], logic [63:0] zeros[3],
      logic [31:0] voted);
    logic signed [7:0] a;
    logic signed [7:0] b;
    logic signed [15:0] product;
    logic signed [31:0] added;
    sums_t copies;
    // All copies share the operands.
    a = 8'(stuck(32'(value), 32'(ones[0][7:0]), 32'(zeros[0][7:0])));
    b = 8'(stuck(32'(weight), 32'(ones[0][15:8]), 32'(zeros[0][15:8])));
    product = a * b;
    for (int i = 0; i < 3; i++) begin
      copies[i] =
          stuck(32'(product) ^ 32'(product_flips[i]), 32'(ones[i][31:16]), 32'(zeros[i][31:16]));
    end
    product = 16'(vote(copies, voted));
    added = sum + 32'(product);
    for (int i = 0; i < 3; i++) begin
      copies[i] = stuck(added ^ sum_flips[i], ones[i][63:32], zeros[i][63:32]);
    end
    return copies;
  endfunction
endpackage
