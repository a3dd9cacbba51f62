/**
 * What this process is called among its like, as the setting {@code isobar.instance}: the ID of its ECS task, or the name of its
 * host. Comes from ECS's endpoint in the task, goes wherever a setting says {@code ${isobar.instance}}; if that endpoint does not
 * answer it is said in one line, and the host's name is taken.
 */
@NullMarked
package io.isobar.instance;

import org.jspecify.annotations.NullMarked;
