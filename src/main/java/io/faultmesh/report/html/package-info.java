/**
 * The HTML report: one file with all that it needs, which opens without a network. Java reads run
 * folders and writes what they hold as JSON into the page; the page's own scripts (resources beside
 * this package) draw charts and tables from it. A section that needs another file of a run folder
 * is a component of {@link io.faultmesh.report.html.RunContent} and a function in a script, which
 * {@code page.js} lists.
 *
 * <p>Example: {@code HtmlReport.of(program, runs)} is the page.
 */
package io.faultmesh.report.html;
