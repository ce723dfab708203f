package dev.xpm.it.host;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

final class DockerCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String mode = System.getProperty("xpm.docker", "auto");
        if (mode.equals("off")) {
            return ConditionEvaluationResult.disabled("-Dxpm.docker=off");
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return ConditionEvaluationResult.enabled("a container engine answers");
        }
        if (mode.equals("required")) {
            throw new ExtensionConfigurationException("xpm.docker=required, but no container engine answers");
        }
        return ConditionEvaluationResult.disabled("no container engine answers");
    }
}
