package dev.xpm.it.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** The product without the tests of any module. What the page templates become belongs to it. */
final class OurOwnClasses implements ImportOption {
    /** About 85 % of the number of classes, inner ones included. */
    static final int FLOOR = 800;

    @Override
    public boolean includes(Location location) {
        return !location.contains("/it/") && !location.contains("/test-classes/");
    }
}
