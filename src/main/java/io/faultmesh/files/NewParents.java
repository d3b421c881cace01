package io.faultmesh.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The folders above an output folder that had to be created for it. */
final class NewParents {
  private final Disk disk;

  /** The deepest first. */
  private final Deque<Path> created = new ArrayDeque<>();

  private NewParents(Disk disk) {
    this.disk = disk;
  }

  /** Creates a folder, and those above it that are missing. */
  static NewParents create(Disk disk, Path folder) throws IOException {
    NewParents parents = new NewParents(disk);
    parents.create(folder);
    return parents;
  }

  private void create(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      create(folder.getParent());
      disk.createFolder(folder);
      created.push(folder);
    }
  }

  /** Removes those that are empty, unless they are to stay. */
  void remove() throws IOException {
    for (Path folder : created) {
      disk.deleteIfEmpty(folder);
    }
  }

  /** They have a result in them, and stay. */
  void keep() {
    created.clear();
  }
}
