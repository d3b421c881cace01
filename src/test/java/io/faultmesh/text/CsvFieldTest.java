package io.faultmesh.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFieldTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "=cmd()     | '=cmd()",
        "@SUM(A1)   | '@SUM(A1)",
        "+x         | '+x",
        "-x         | '-x",
        "-1.5e-3    | -1.5e-3",
        "+12        | +12",
        "a,b        | \"a,b\"",
        "say \"hi\" | \"say \"\"hi\"\"\"",
        "=a,b       | \"'=a,b\"",
        "` x`       | \" x\"",
        "cl-2       | cl-2",
      })
  void whatASpreadsheetWouldExecuteIsText(String given, String expected) {
    assertThat(CsvField.of(given)).isEqualTo(expected);
  }

  @Test
  void numbersStayNumbersAndNothingSteersATerminal() {
    assertThat(CsvField.of(-0.5)).isEqualTo("-0.5");
    assertThat(CsvField.of(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    assertThat(CsvField.of(null)).isEmpty();
    assertThat(CsvField.of("a\nb\u001b]0;x\u0007")).isEqualTo("a\\u000ab\\u001b]0;x\\u0007");
  }
}
