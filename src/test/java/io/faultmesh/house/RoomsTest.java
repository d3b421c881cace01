package io.faultmesh.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms of the house, and which doors there are between them. */
class RoomsTest {
  private static final String HOUSE = "io.faultmesh";

  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  private static final Set<String> PARTS =
      Set.of("arithmetic", "scenario", "network", "dataset", "mapping", "fault", "protection");

  /** Whoever says something to people may go there. */
  private static final String TEXT = "text";

  /** Room by room, the rooms that it may know; the front of the house is the room "". */
  private static final Map<String, Set<String>> DOORS =
      Map.ofEntries(
          Map.entry("arithmetic", Set.of()),
          Map.entry(TEXT, Set.of()),
          Map.entry("scenario", Set.of()),
          Map.entry("files", Set.of("scenario")),
          // The libraries of ONNX Runtime lie in the cache.
          Map.entry("network", Set.of("arithmetic", "scenario", "files")),
          Map.entry("dataset", Set.of("scenario", "network")),
          Map.entry("mapping", Set.of("scenario", "network")),
          Map.entry("fault", Set.of("scenario", "network", "mapping")),
          Map.entry(
              "protection",
              Set.of("arithmetic", "scenario", "network", "dataset", "mapping", "fault")),
          Map.entry("fast", PARTS),
          // The machine tells its events; traces know no engine.
          Map.entry(
              "machine",
              Set.of(
                  "arithmetic",
                  "scenario",
                  "network",
                  "dataset",
                  "mapping",
                  "fault",
                  "protection",
                  "trace")),
          Map.entry("measure", Set.of("scenario", "fault")),
          Map.entry("safety", Set.of("scenario", "measure", "report")),
          // Energy follows from what the machine counted.
          Map.entry("cost", Set.of("scenario", "network", "mapping", "protection", "machine")),
          Map.entry(
              "trace",
              Set.of("scenario", "network", "dataset", "mapping", "fault", "protection", "files")),
          Map.entry(
              "report",
              Set.of(
                  "arithmetic",
                  "scenario",
                  "network",
                  "fault",
                  "protection",
                  "machine",
                  "measure",
                  "cost",
                  // The timeline of the HTML report.
                  "trace",
                  "files")),
          // Quantisation files are written in the form of reports.
          Map.entry("experiment", join(PARTS, "fast", "cost", "report", "files")),
          Map.entry(
              "timing", Set.of("scenario", "network", "mapping", "protection", "machine", "cost")),
          Map.entry(
              "replay",
              Set.of(
                  "scenario",
                  "network",
                  "dataset",
                  "fault",
                  // What guards add to transfers.
                  "protection",
                  "machine",
                  "trace",
                  "measure",
                  "report",
                  "experiment",
                  "files")),
          Map.entry(
              "campaign",
              join(
                  PARTS,
                  "fast",
                  "machine",
                  "trace",
                  "measure",
                  "safety",
                  "cost",
                  "report",
                  "experiment",
                  "timing",
                  "replay",
                  "files")),
          // The cluster hands out a campaign's units.
          Map.entry(
              "cluster", Set.of("scenario", "fast", "experiment", "campaign", "replay", "files")),
          Map.entry(
              "optimize",
              Set.of(
                  "scenario",
                  "protection",
                  "measure",
                  "report",
                  "cost",
                  "experiment",
                  "campaign",
                  "files")),
          Map.entry(
              "cli",
              Set.of(
                  "",
                  "scenario",
                  "network",
                  "fast",
                  "machine",
                  "measure",
                  "report",
                  "trace",
                  "cost",
                  "experiment",
                  "campaign",
                  "cluster",
                  "timing",
                  "optimize",
                  "files")));

  /** Inside the machine, from below: what a room may know of the others. */
  private static final List<String> FLOORS =
      List.of("result", "fault", "work", "core", "memory", "part", "probe", "", "actor");

  private static Set<String> join(Set<String> rooms, String... more) {
    return Stream.concat(rooms.stream(), Stream.of(more)).collect(Collectors.toSet());
  }

  private static String room(JavaClass type) {
    String rest = type.getPackageName().substring(HOUSE.length());
    return rest.isEmpty() ? "" : rest.substring(1).split("\\.", 2)[0];
  }

  /** Number of a class's floor in the machine, or -1. */
  private static int floor(JavaClass type) {
    String machine = HOUSE + ".machine";
    String name = type.getPackageName();
    if (name.equals(machine)) {
      return FLOORS.indexOf("");
    }
    return name.startsWith(machine + ".")
        ? FLOORS.indexOf(name.substring(machine.length() + 1))
        : -1;
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().equals(HOUSE) || type.getPackageName().startsWith(HOUSE + ".");
  }

  @Test
  void everyDependencyGoesThroughADoor() {
    List<String> walls =
        CLASSES.stream()
            .filter(type -> DOORS.containsKey(room(type)))
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .filter(dependency -> isOurs(dependency.getTargetClass().getBaseComponentType()))
            .filter(
                dependency -> {
                  String from = room(dependency.getOriginClass());
                  String to = room(dependency.getTargetClass().getBaseComponentType());
                  return !from.equals(to) && !to.equals(TEXT) && !DOORS.get(from).contains(to);
                })
            .map(Object::toString)
            .toList();
    assertThat(walls).isEmpty();
  }

  @Test
  void arrowsInsideTheMachinePointDown() {
    List<String> upward =
        CLASSES.stream()
            .filter(type -> room(type).equals("machine"))
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .filter(
                dependency ->
                    floor(dependency.getTargetClass().getBaseComponentType())
                        > floor(dependency.getOriginClass()))
            .map(Object::toString)
            .toList();
    assertThat(upward).isEmpty();
  }

  @Test
  void everyRoomOfTheMachineHasAFloor() {
    assertThat(CLASSES.stream().filter(type -> room(type).equals("machine") && floor(type) < 0))
        .isEmpty();
  }

  @Test
  void everyRoomIsOnThePlan() {
    Set<String> rooms = CLASSES.stream().map(RoomsTest::room).collect(Collectors.toSet());
    rooms.removeAll(DOORS.keySet());
    rooms.remove("");
    assertThat(rooms).isEmpty();
  }

  @Test
  void theFrontKnowsNeitherTheCommandLineNorWhatStandsBesideIt() {
    noClasses()
        .that()
        .resideInAPackage(HOUSE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(HOUSE + ".cli..", HOUSE + ".cluster..", HOUSE + ".optimize..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(HOUSE + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheActorsOfMachineAndClusterKnowAkka() {
    onlyKnow("akka..", HOUSE + ".machine.actor..", HOUSE + ".cluster.actor..");
  }

  @Test
  void onlyImportAndKernelsKnowOnnx() {
    String[] onnx = {"ai.onnxruntime..", "ai.onnx.."};
    for (String library : onnx) {
      onlyKnow(library, HOUSE + ".network.onnx..", HOUSE + ".fast..");
    }
    noClasses()
        .that()
        .resideInAPackage(HOUSE + ".fast")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(onnx)
        .check(CLASSES);
  }

  @Test
  void onlyImportanceKnowsDjl() {
    onlyKnow("ai.djl..", HOUSE + ".protection.importance..");
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    onlyKnow("picocli..", HOUSE + ".cli..");
  }

  private static void onlyKnow(String library, String... rooms) {
    noClasses()
        .that()
        .resideOutsideOfPackages(rooms)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }
}
