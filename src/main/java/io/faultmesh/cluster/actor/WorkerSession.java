package io.faultmesh.cluster.actor;

import io.faultmesh.cluster.Depot;
import io.faultmesh.cluster.WorkerJob;
import io.faultmesh.experiment.Deadline;
import io.faultmesh.experiment.RunOptions;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a worker keeps while coordinators come and go. The worker's actor and, before and after it,
 * the thread that waits for the actor's end use it.
 */
final class WorkerSession {
  private final String name;
  private final String build;
  private final Depot depot;
  private final RunOptions options;
  private final Consumer<String> tells;
  private WorkerJob job;
  private RuntimeException failure;
  private boolean over;
  private boolean stopped;
  private volatile long heard = System.nanoTime();

  WorkerSession(
      String name, String build, Depot depot, RunOptions options, Consumer<String> tells) {
    this.name = name;
    this.build = build;
    this.depot = depot;
    this.options = options;
    this.tells = tells;
  }

  String name() {
    return name;
  }

  String build() {
    return build;
  }

  Depot depot() {
    return depot;
  }

  Deadline deadline() {
    return options.deadline();
  }

  int threads() {
    return options.threads();
  }

  void say(String line) {
    tells.accept(line);
  }

  /** Opens a job of which nothing is missing; another one that was open ends. */
  synchronized WorkerJob open(String hash) {
    if (job == null || !job.hash().equals(hash)) {
      close();
      job = WorkerJob.open(depot, hash, options);
    }
    return job;
  }

  synchronized void close() {
    if (job != null) {
      job.close();
      job = null;
    }
  }

  /** The coordinator was heard of. */
  void heard() {
    heard = System.nanoTime();
  }

  long silentNanos() {
    return System.nanoTime() - heard;
  }

  synchronized void fail(RuntimeException why) {
    failure = failure == null ? why : failure;
  }

  synchronized void over() {
    over = true;
  }

  synchronized boolean isOver() {
    return over;
  }

  synchronized void stop() {
    stopped = true;
  }

  synchronized boolean isStopped() {
    return stopped;
  }

  synchronized Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }
}
