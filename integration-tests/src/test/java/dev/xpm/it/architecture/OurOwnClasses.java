package dev.xpm.it.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** The product without the tests of any module and without what the build generates. */
final class OurOwnClasses implements ImportOption {
    /** About 85 % of the number of classes, inner ones included. */
    static final int FLOOR = 500;

    @Override
    public boolean includes(Location location) {
        return !location.contains("/it/") && !location.contains("/jte/") && !location.contains("/test-classes/");
    }
}
