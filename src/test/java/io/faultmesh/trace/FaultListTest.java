package io.faultmesh.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.Flips;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultListTest {
  private static final String COLUMNS = "trial,image,layer,site,replica,neuron,bit";

  @TempDir Path folder;

  private FaultList list(String... lines) throws IOException {
    Path path = folder.resolve("list.csv");
    Files.writeString(path, String.join("\n", lines) + "\n");
    return FaultList.read(path);
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheHeading() throws IOException {
    assertThat(list("\uFEFF" + COLUMNS, "0,0,0,input,0,0,0").settings().trials()).isEqualTo(1);
  }

  @Test
  void listedBitsFlipAndNoOthers() throws IOException {
    FaultList list =
        list(
            COLUMNS + ",stuck",
            "# what if the top bit of neuron 3 flips",
            "2,300,1,activation,0,3,7,",
            "2,300,1,activation,0,3,0,",
            "2,300,1,activation,1,5,6,",
            "0,-1,-1,pe,0,17,40,1");
    FaultSettings settings = list.settings();
    assertThat(settings.trials()).isEqualTo(3);
    assertThat(settings.sites()).containsExactly(FaultSite.ACTIVATION, FaultSite.PE);
    FaultPlan plan = new FaultPlan(settings, Ber.of(0), list.faults());
    Flips first = plan.flips(plan.draw(2, 300, 1, FaultSite.ACTIVATION).ofCopy(0), 8 * 100);
    assertThat(new long[] {first.next(), first.next(), first.next()})
        .containsExactly(24, 31, Flips.END);
    Flips second = plan.flips(plan.draw(2, 300, 1, FaultSite.ACTIVATION).ofCopy(1), 8 * 100);
    assertThat(new long[] {second.next(), second.next()}).containsExactly(46, Flips.END);
    assertThat(plan.flips(plan.draw(1, 300, 1, FaultSite.ACTIVATION).ofCopy(0), 8 * 100).next())
        .isEqualTo(Flips.END);
    assertThat(plan.stuck().elements(0, 0, 1024)).isEqualTo(List.of(new StuckBit(17, 40, true)));
    assertThat(plan.stuck().elements(0, 1, 1024)).isEmpty();
    assertThatThrownBy(
            () -> plan.flips(plan.draw(2, 300, 1, FaultSite.ACTIVATION).ofCopy(0), 8 * 3))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(": a fault strikes activation 3 of layer 1, which has 0 to 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,0,0,activation,0,3|6 fields; 7 are needed",
        "0,0,0,activations,0,3,1|did you mean 'activation'?",
        "0,0,0,activation,3,3,1|replica must be between 0 and 2, not '3'",
        "0,0,0,activation,0,3,8|bit must be between 0 and 7, not '8'",
        "0,0,0,activation,0,x,1|neuron must be between",
        "0,-1,0,activation,0,3,1|last for one image",
        "0,0,0,pe,0,3,1|the list needs the column stuck",
        "-1,0,0,weight,0,3,1|trial must be between",
        "0,0,99999999999999999999,weight,0,3,1|layer must be between",
      })
  void aWrongLineIsNamed(String line, String complaint) {
    assertThatThrownBy(() -> list(COLUMNS, "0,0,0,input,0,0,0", line))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("list.csv:3: ")
        .hasMessageContaining(complaint);
  }

  @Test
  void aBitIsListedOnce() {
    assertThatThrownBy(() -> list(COLUMNS, "0,0,0,input,0,0,0", "0,0,0,input,0,0,0"))
        .hasMessageContaining("list.csv:3: the bit of line 2 again");
    assertThatThrownBy(() -> list("trial,image", "0,0")).hasMessageContaining("the first line");
    assertThatThrownBy(() -> list(COLUMNS)).hasMessageContaining("holds no faults");
  }
}
