package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No component drops a message that is not for it. */
class MisdirectedMessagesTest {

  @Test
  void everyComponentRefusesWhatIsForTheOutside() {
    Machine machine = GeneratedMachine.of(1).build(null);
    List<Message> sent = new ArrayList<>();
    Message foreign = new Message.Finished(null, 7);
    for (int i = 0; i < machine.components().size(); i++) {
      int component = i;
      assertThatThrownBy(
              () -> machine.deliver(component, foreign, (to, message) -> sent.add(message)))
          .isInstanceOf(MachineException.class)
          .hasMessageContaining(" at cycle 7: takes no Finished");
    }
    assertThat(sent).isEmpty();
  }

  @Test
  void theErrorNamesTheComponent() {
    Machine machine = GeneratedMachine.of(1).build(null);
    assertThatThrownBy(
            () ->
                machine.deliver(Machine.FIRST, new Message.Finished(null, 7), (to, message) -> {}))
        .hasMessage(machine.name(Machine.FIRST) + " at cycle 7: takes no Finished");
  }
}
