/** What a run leaves behind: the run folder's files and the table on the terminal. */
package io.faultmesh.report;
