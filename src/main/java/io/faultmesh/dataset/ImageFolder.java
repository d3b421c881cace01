package io.faultmesh.dataset;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import io.faultmesh.scenario.Preprocessing;
import io.faultmesh.scenario.reading.FileErrors;
import io.faultmesh.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of image files, with a table of labels or without. Nothing is held but the table and
 * names.
 */
final class ImageFolder implements Dataset {
  private static final Pattern IMAGE = Pattern.compile("[^.].*\\.(png|jpe?g)", CASE_INSENSITIVE);

  private final List<Path> table;
  private final List<LabelTable.Entry> entries;
  private final boolean labelled;
  private final PixelPipeline pipeline;
  private final int[] shape;

  private ImageFolder(List<Path> table, LabelTable labels, PixelPipeline pipeline) {
    this.table = table;
    this.entries = labels.entries();
    this.labelled = labels.labelled();
    this.pipeline = pipeline;
    Path first = entries.get(0).file();
    ImageDecoder.Size size = ImageDecoder.size(first);
    this.shape = pipeline.shape(size.height(), size.width(), first);
  }

  static ImageFolder open(Path path, Preprocessing preprocessing) {
    FileErrors.requireFolder(path);
    Path table = path.resolve("labels.csv");
    PixelPipeline pipeline = new PixelPipeline(preprocessing, 3, path);
    return Files.exists(table, LinkOption.NOFOLLOW_LINKS)
        ? new ImageFolder(List.of(table), LabelTable.read(table), pipeline)
        : new ImageFolder(List.of(), unlabelled(path), pipeline);
  }

  /** All images of the folder in the order of their names, which no locale changes. */
  private static LabelTable unlabelled(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<LabelTable.Entry> entries =
          files
              .filter(file -> IMAGE.matcher(file.getFileName().toString()).matches())
              .filter(Files::isRegularFile)
              .sorted(Comparator.comparing(file -> file.getFileName().toString()))
              .map(file -> new LabelTable.Entry(file, LabelledImage.UNLABELLED))
              .toList();
      if (entries.isEmpty()) {
        throw DataFiles.bad(
            folder, "holds neither labels.csv nor images that end in .png, .jpg or .jpeg");
      }
      return new LabelTable(entries, false);
    } catch (IOException e) {
      throw FileErrors.unreadable(folder, e);
    }
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public boolean isLabelled() {
    return labelled;
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public LabelledImage read(int index) {
    LabelTable.Entry entry = entries.get(index);
    Pixels image = ImageDecoder.decode(entry.file());
    int[] own = pipeline.shape(image.height(), image.width(), entry.file());
    if (!Arrays.equals(own, shape)) {
      throw DataFiles.bad(
          entry.file(),
          Text.format(
              "the image of %dx%d pixels becomes %s (channels, height, width), the first of the set"
                  + " %s",
              image.width(), image.height(), Arrays.toString(own), Arrays.toString(shape)));
    }
    return new LabelledImage(pipeline.apply(image, entry.file()), entry.label());
  }

  @Override
  public List<Path> files() {
    List<Path> files = new ArrayList<>(table);
    entries.forEach(entry -> files.add(entry.file()));
    return files;
  }

  @Override
  public void close() {
    // Every read opens and closes its own file.
  }
}
