/**
 * Checks the folder {@code infrastructure/} without an AWS account. Its templates, its scripts and its README come in; out
 * come the resources with what CloudFormation's functions say, the commands that the scripts would run, and the commands
 * that a reader is told to run. A file that cannot be read fails the test that asked.
 */
@NullMarked
package io.isobar.infrastructure;

import org.jspecify.annotations.NullMarked;
