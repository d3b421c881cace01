/**
 * The CSV files of a run folder; their columns and the order of these stand here alone.
 *
 * <p>Example: {@code new Columns<Row>().add("images", Row::images)}.
 */
package io.faultmesh.report.csv;
