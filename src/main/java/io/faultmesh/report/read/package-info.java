/**
 * Reads run folders back, as data: whatever columns and keys their files hold. Nothing here knows
 * what a column means, so a new one needs no change. Example: {@code RunFiles.open(folder)} is a
 * run, {@code CsvRows.open(file)} walks a table of any length.
 */
package io.faultmesh.report.read;
