/**
 * Checks the files in {@code grafana/} without a Grafana. The dashboard and the provisioning files come in; out come
 * their panels, variables and queries, with variables replaced as Grafana would replace them. A file that cannot be
 * read, or a query with a variable that nobody defines, fails the test that asked.
 */
@NullMarked
package io.isobar.grafana;

import org.jspecify.annotations.NullMarked;
