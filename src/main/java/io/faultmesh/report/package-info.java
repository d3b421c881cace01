/**
 * What a run leaves behind: the run folder's files and the table on the terminal.
 *
 * <p>Example: {@code Json.write(summary)} is what {@code summary.json} holds.
 */
package io.faultmesh.report;
