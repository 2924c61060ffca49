@NullMarked
package io.millrace.launcher.celery;

import org.jspecify.annotations.NullMarked;
