package dev.xpm.it;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

final class NeedsCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<Tool> missing = AnnotationSupport.findAnnotation(context.getElement(), Needs.class)
                .map(needs -> Arrays.stream(needs.value())
                        .filter(tool -> tool.find().isEmpty())
                        .toList())
                .orElse(List.of());
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("all programs are installed");
        }
        if (isRequired()) {
            throw new ExtensionConfigurationException(
                    context.getDisplayName() + " must run here, but these programs are not installed: " + missing);
        }
        return ConditionEvaluationResult.disabled("not installed: " + missing);
    }

    static boolean isRequired() {
        return "true".equals(System.getenv("CI")) || Boolean.getBoolean("xpm.required");
    }
}
