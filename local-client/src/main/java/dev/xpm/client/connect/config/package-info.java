/** What the user's SSH configuration says of a host, from the ssh program or from the files. Source: ssh_config(5). */
@NullMarked
package dev.xpm.client.connect.config;

import org.jspecify.annotations.NullMarked;
