import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.formats.IParser.OutputStyle;
import org.hl7.fhir.r5.formats.JsonParser;
import org.hl7.fhir.r5.model.OperationOutcome;
import org.hl7.fhir.utilities.TimeTracker;
import org.hl7.fhir.utilities.settings.FhirSettings;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.validation.ValidationEngine;
import org.hl7.fhir.validation.service.PassiveExpiringSessionCache;
import org.hl7.fhir.validation.service.ValidationService;
import org.hl7.fhir.validation.service.model.InstanceValidatorParameters;
import org.hl7.fhir.validation.service.model.ValidationEngineParameters;

/**
 * The official HL7 validator over many files in one process: its definitions are read once.
 *
 * <p>usage: java -Duser.home=HOME Judge.java SETTINGS IG_FOLDERS FILES, where IG_FOLDERS and FILES are text files with
 * one path on each line. One OperationOutcome for each file, in order, one on each line of standard output; progress on
 * standard error. The package cache is HOME/.fhir/packages. Nothing is asked of the network.
 */
public final class Judge {
  private static final String DEFINITIONS = "hl7.fhir.r4.core#4.0.1";
  private static final int FILES_BETWEEN_NEWS = 50;

  public static void main(String[] arguments) throws Exception {
    // The engine tells its progress on standard output, which is ours for the outcomes.
    PrintStream outcomes = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    FhirSettings.setExplicitFilePath(arguments[0]);
    ValidationEngine engine = engine(lines(arguments[1]));
    List<String> files = lines(arguments[2]);
    for (int i = 0; i < files.size(); ++i) {
      if (i % FILES_BETWEEN_NEWS == 0) {
        System.err.println("judged " + i + " of " + files.size() + " files");
      }
      outcomes.println(judged(engine, Path.of(files.get(i))));
    }
    System.err.println("judged all of " + files.size() + " files");
  }

  private static List<String> lines(String file) throws Exception {
    try (BufferedReader reader = Files.newBufferedReader(Path.of(file))) {
      return new ArrayList<>(reader.lines().filter(line -> !line.isBlank()).toList());
    }
  }

  private static ValidationEngine engine(List<String> igs) throws Exception {
    ValidationEngineParameters parameters = new ValidationEngineParameters();
    parameters.setSv("4.0.1").setTxServer(null).setIgs(igs);
    parameters.setRecursive(true);
    return new ValidationService(new PassiveExpiringSessionCache())
        .initializeValidator(
            parameters, rules(), DEFINITIONS, new TimeTracker(), new ArrayList<>());
  }

  /** As the validator's own program has them; our canonical URLs lie under a domain for examples. */
  private static InstanceValidatorParameters rules() {
    return new InstanceValidatorParameters().setShowMessageIds(true).setAllowExampleUrls(true);
  }

  private static String judged(ValidationEngine engine, Path file) throws Exception {
    FhirFormat format = file.toString().endsWith(".xml") ? FhirFormat.XML : FhirFormat.JSON;
    OperationOutcome outcome;
    try {
      outcome =
          engine.validate(
              Files.readAllBytes(file), format, new ArrayList<>(), new ArrayList<ValidationMessage>());
    } catch (Exception refusal) {
      outcome = new OperationOutcome();
      outcome
          .addIssue()
          .setSeverity(OperationOutcome.IssueSeverity.FATAL)
          .setCode(OperationOutcome.IssueType.EXCEPTION)
          .getDetails()
          .setText(refusal.toString());
    }
    return new JsonParser().setOutputStyle(OutputStyle.NORMAL).composeString(outcome);
  }
}
