package io.faultmesh.campaign;

import com.sun.management.OperatingSystemMXBean;
import io.faultmesh.fast.kernel.KernelKind;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** Wall and CPU seconds of a run's phases, for {@code timing.json}. */
public final class Timing {
  private static final double NANOS = 1e9;

  /** Seconds of one phase; CPU seconds are those of the whole process. */
  record Phase(double wallSeconds, double cpuSeconds) {}

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final Map<String, Phase> phases = new LinkedHashMap<>();
  private final Map<String, Number> figures = new LinkedHashMap<>();
  private final Map<String, Integer> kernels = new LinkedHashMap<>();
  private final Map<String, Double> designs = new LinkedHashMap<>();
  private long wall = System.nanoTime();
  private long cpu;
  private double machineCpuSeconds;

  /** Begins the first phase with the process, which does nothing but this run. */
  public Timing() {}

  /** Begins the first phase here: the process has done other work before, as a coordinator has. */
  public static Timing fromHere() {
    Timing timing = new Timing();
    timing.cpu = timing.system.getProcessCpuTime();
    return timing;
  }

  /** Ends a phase that began with the end of the one before. */
  public Phase end(String name) {
    long wallNow = System.nanoTime();
    long cpuNow = system.getProcessCpuTime();
    Phase phase = new Phase((wallNow - wall) / NANOS, (cpuNow - cpu) / NANOS);
    phases.put(name, phase);
    wall = wallNow;
    cpu = cpuNow;
    return phase;
  }

  /** Notes what the engine of a phase has inferred. */
  void inferred(Phase phase, long inferences) {
    figures.put("inferences", inferences);
    figures.put("imagesPerCpuSecond", inferences / phase.cpuSeconds());
    figures.put("imagesPerCpuSecondWholeProcess", inferences / cpuSeconds());
  }

  /** Notes what the machine has simulated, this phase and earlier ones together. */
  public void simulated(Phase phase, long cycles) {
    machineCpuSeconds += phase.cpuSeconds();
    figures.put("simulatedCycles", cycles);
    figures.put("simulatedCyclesPerCpuSecond", cycles / machineCpuSeconds);
  }

  /** Notes what single faults took; nothing where all were there already. */
  public void singleFaults(SingleEffort effort) {
    if (effort.inferences() == 0) {
      return;
    }
    figures.put("singleFaultInferences", effort.inferences());
    figures.put("singleFaultInferencesWithoutRunning", effort.withoutRunning());
    figures.put("singleFaultInferencesPerCpuSecond", effort.inferences() / effort.cpuSeconds());
  }

  /** Notes how many layers run by which kernels. */
  void kernels(Map<KernelKind, Integer> layers) {
    layers.forEach((kind, count) -> kernels.put(kind.text(), count));
  }

  /** Notes the CPU time that a design's images under faults took. */
  void design(String name, long nanos) {
    designs.merge(name, nanos / NANOS, Double::sum);
  }

  private double cpuSeconds() {
    return system.getProcessCpuTime() / NANOS;
  }

  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("phases", phases);
    map.put("totalCpuSeconds", cpuSeconds());
    map.putAll(figures);
    map.put("layersByKernel", kernels);
    map.put("cpuSecondsByDesign", designs);
    return map;
  }
}
