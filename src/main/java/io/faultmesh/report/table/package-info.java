/**
 * What commands print of their results: text for people, or JSON.
 *
 * <p>Example: {@code Printout.of(findings).as(json)}.
 */
package io.faultmesh.report.table;
