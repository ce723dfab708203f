/** Routes, addresses and answers: what every page is made of, whatever it shows. */
@NullMarked
package dev.xpm.client.web.http;

import org.jspecify.annotations.NullMarked;
