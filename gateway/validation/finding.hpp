// The findings of the structure check: stable id, severity and issue type of each, in one table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/fhir/issue.hpp"
#include "gateway/validation/location.hpp"

namespace gateway::validation {

// A row of docs/issues/validation.md.
struct Finding {
  std::string_view id;
  fhir::Severity severity;
  std::string_view code;  // issue-type code
};

namespace finding {

using enum fhir::Severity;

// clang-format off
inline constexpr Finding kUnknownType{"VAL-TYPE-UNKNOWN", error, "structure"};
inline constexpr Finding kAbstractType{"VAL-TYPE-ABSTRACT", error, "structure"};
inline constexpr Finding kUnknownElement{"VAL-ELEMENT-UNKNOWN", error, "structure"};
inline constexpr Finding kDepth{"VAL-DEPTH", error, "too-costly"};
inline constexpr Finding kCardinalityMin{"VAL-CARD-MIN", error, "required"};
inline constexpr Finding kCardinalityMax{"VAL-CARD-MAX", error, "structure"};
inline constexpr Finding kChoice{"VAL-CHOICE", error, "structure"};
inline constexpr Finding kEmpty{"VAL-EMPTY", error, "invalid"};
inline constexpr Finding kPrimitive{"VAL-PRIMITIVE", error, "value"};
inline constexpr Finding kIdLength{"VAL-ID-LENGTH", warning, "value"};
inline constexpr Finding kBinding{"VAL-BINDING", error, "code-invalid"};
inline constexpr Finding kBindingNoCode{"VAL-BINDING-NO-CODE", error, "code-invalid"};
inline constexpr Finding kReferenceTarget{"VAL-REF-TARGET", error, "invalid"};
inline constexpr Finding kReferenceType{"VAL-REF-TYPE", error, "invalid"};
inline constexpr Finding kReferenceContained{"VAL-REF-CONTAINED", error, "not-found"};
inline constexpr Finding kContainedId{"VAL-CONTAINED-ID", error, "required"};
inline constexpr Finding kContainedNested{"VAL-CONTAINED-NESTED", error, "invalid"};
inline constexpr Finding kContainedMeta{"VAL-CONTAINED-META", error, "invalid"};
inline constexpr Finding kNarrativeRoot{"VAL-XHTML-ROOT", error, "invalid"};
inline constexpr Finding kNarrativeForm{"VAL-XHTML-FORM", error, "structure"};
inline constexpr Finding kNarrativeElement{"VAL-XHTML-ELEMENT", error, "invalid"};
inline constexpr Finding kNarrativeAttribute{"VAL-XHTML-ATTRIBUTE", error, "invalid"};
inline constexpr Finding kNarrativeLink{"VAL-XHTML-LINK", error, "invalid"};
inline constexpr Finding kNarrativeOutside{"VAL-XHTML-OUTSIDE", warning, "business-rule"};
inline constexpr Finding kNarrativeEmpty{"VAL-XHTML-EMPTY", warning, "invalid"};
inline constexpr Finding kBundleTotal{"VAL-BUNDLE-TOTAL", error, "invalid"};
inline constexpr Finding kBundleEntry{"VAL-BUNDLE-ENTRY", error, "invalid"};
inline constexpr Finding kBundleFullUrl{"VAL-BUNDLE-FULL-URL", error, "invalid"};
inline constexpr Finding kBundleSameUrl{"VAL-BUNDLE-SAME-URL", warning, "invalid"};
inline constexpr Finding kBundleDocument{"VAL-BUNDLE-DOCUMENT", error, "invalid"};
inline constexpr Finding kBundleMessage{"VAL-BUNDLE-MESSAGE", error, "invalid"};
inline constexpr Finding kProfileUnknown{"VAL-PROFILE-UNKNOWN", warning, "not-found"};
inline constexpr Finding kProfileMatch{"VAL-PROFILE-MATCH", error, "structure"};
inline constexpr Finding kProfileType{"VAL-PROFILE-TYPE", error, "structure"};
inline constexpr Finding kProfileMin{"VAL-PROFILE-MIN", error, "structure"};
inline constexpr Finding kProfileMax{"VAL-PROFILE-MAX", error, "structure"};
inline constexpr Finding kProfileTarget{"VAL-PROFILE-TARGET", error, "structure"};
inline constexpr Finding kFixed{"VAL-FIXED", error, "value"};
inline constexpr Finding kPattern{"VAL-PATTERN", error, "value"};
inline constexpr Finding kLength{"VAL-LENGTH", error, "value"};
inline constexpr Finding kMinValue{"VAL-MIN-VALUE", error, "value"};
inline constexpr Finding kMaxValue{"VAL-MAX-VALUE", error, "value"};
inline constexpr Finding kSliceOrder{"VAL-SLICE-ORDER", error, "structure"};
inline constexpr Finding kSliceClosed{"VAL-SLICE-CLOSED", error, "structure"};
inline constexpr Finding kExtensionUnknown{"VAL-EXTENSION-UNKNOWN", warning, "not-found"};
inline constexpr Finding kExtensionContext{"VAL-EXTENSION-CONTEXT", error, "invalid"};
inline constexpr Finding kBindingProfile{"VAL-PROFILE-BINDING", error, "code-invalid"};
inline constexpr Finding kBindingMax{"VAL-BINDING-MAX", error, "code-invalid"};
inline constexpr Finding kBindingExtensible{"VAL-BINDING-EXTENSIBLE", warning, "code-invalid"};
inline constexpr Finding kBindingPreferred{"VAL-BINDING-PREFERRED", information, "code-invalid"};
inline constexpr Finding kBindingUnchecked{"VAL-BINDING-UNCHECKED", information, "not-supported"};
inline constexpr Finding kCodeUnknown{"VAL-CODE-UNKNOWN", error, "code-invalid"};
inline constexpr Finding kCodeUnlisted{"VAL-CODE-UNLISTED", warning, "code-invalid"};
inline constexpr Finding kCodeDisplay{"VAL-CODE-DISPLAY", error, "invalid"};
inline constexpr Finding kSystemValueSet{"VAL-SYSTEM-VALUE-SET", error, "invalid"};
inline constexpr Finding kSystemSupplement{"VAL-SYSTEM-SUPPLEMENT", error, "invalid"};
inline constexpr Finding kInvariant{"VAL-INVARIANT", error, "invariant"};
inline constexpr Finding kInvariantWarning{"VAL-INVARIANT-WARNING", warning, "invariant"};
inline constexpr Finding kInvariantUnknown{"VAL-INVARIANT-UNKNOWN", warning, "not-supported"};
inline constexpr Finding kUriScheme{"VAL-URI-SCHEME", error, "invalid"};
inline constexpr Finding kUriUrn{"VAL-URI-URN", error, "invalid"};
inline constexpr Finding kCanonicalRelative{"VAL-CANONICAL-RELATIVE", error, "invalid"};
inline constexpr Finding kExampleUrl{"VAL-EXAMPLE-URL", error, "invalid"};
inline constexpr Finding kIdentifierSystem{"VAL-IDENTIFIER-SYSTEM", error, "code-invalid"};
inline constexpr Finding kIdentifierUri{"VAL-IDENTIFIER-URI", error, "code-invalid"};
inline constexpr Finding kCodingSystem{"VAL-CODING-SYSTEM", error, "code-invalid"};
inline constexpr Finding kAttachmentSize{"VAL-ATTACHMENT-SIZE", error, "structure"};
inline constexpr Finding kReferenceForm{"VAL-REF-FORM", error, "invalid"};
inline constexpr Finding kExtensionUrl{"VAL-EXTENSION-URL", error, "structure"};
inline constexpr Finding kIdExtension{"VAL-ID-EXTENSION", error, "invalid"};
inline constexpr Finding kIdTooLong{"VAL-ID-TOO-LONG", error, "value"};
inline constexpr Finding kIdTwice{"VAL-ID-TWICE", error, "business-rule"};
inline constexpr Finding kNarrativeTarget{"VAL-XHTML-TARGET", error, "invalid"};
inline constexpr Finding kNarrativeScheme{"VAL-XHTML-SCHEME", error, "invalid"};
inline constexpr Finding kNarrativeBlock{"VAL-XHTML-BLOCK", error, "invalid"};
inline constexpr Finding kNarrativePlace{"VAL-XHTML-PLACE", error, "invalid"};
inline constexpr Finding kNarrativeUrl{"VAL-XHTML-URL", error, "invalid"};
inline constexpr Finding kNarrativeNoContent{"VAL-XHTML-NO-CONTENT", error, "invariant"};
inline constexpr Finding kBundleLink{"VAL-BUNDLE-LINK", error, "invalid"};
inline constexpr Finding kBundleFullUrlMissing{"VAL-BUNDLE-FULL-URL-MISSING", error, "required"};
inline constexpr Finding kBundleFullUrlRelative{"VAL-BUNDLE-FULL-URL-RELATIVE", error, "invalid"};
inline constexpr Finding kBundleFullUrlId{"VAL-BUNDLE-FULL-URL-ID", error, "invalid"};
inline constexpr Finding kBundleSearch{"VAL-BUNDLE-SEARCH", error, "invalid"};
inline constexpr Finding kBundleReferenceBase{"VAL-BUNDLE-REF-BASE", error, "required"};
inline constexpr Finding kBundleReferenceMany{"VAL-BUNDLE-REF-MANY", error, "multiple-matches"};
inline constexpr Finding kBundleReferenceType{"VAL-BUNDLE-REF-TYPE", error, "invalid"};
inline constexpr Finding kBundleReferenceMissing{"VAL-BUNDLE-REF-MISSING", error, "not-found"};
inline constexpr Finding kBundlePart{"VAL-BUNDLE-PART", error, "not-found"};
inline constexpr Finding kBundleUnreachable{"VAL-BUNDLE-UNREACHABLE", error, "business-rule"};
inline constexpr Finding kProfileTargetUnknown{"VAL-PROFILE-TARGET-UNKNOWN", error, "not-found"};
inline constexpr Finding kAggregation{"VAL-AGGREGATION", error, "structure"};
inline constexpr Finding kExtensionForeign{"VAL-EXTENSION-FOREIGN", error, "not-found"};
inline constexpr Finding kExtensionPart{"VAL-EXTENSION-PART", error, "invalid"};
inline constexpr Finding kExtensionModifier{"VAL-EXTENSION-MODIFIER", error, "structure"};
inline constexpr Finding kExtensionInvariant{"VAL-EXTENSION-INVARIANT", error, "invariant"};

// Questionnaires
inline constexpr Finding kFormCondition{"VAL-FORM-CONDITION", error, "business-rule"};
inline constexpr Finding kFormConditionLater{"VAL-FORM-CONDITION-LATER", warning, "business-rule"};
inline constexpr Finding kFormInitial{"VAL-FORM-INITIAL", error, "structure"};
inline constexpr Finding kFormBase{"VAL-FORM-BASE", warning, "business-rule"};
inline constexpr Finding kFormDerived{"VAL-FORM-DERIVED", error, "business-rule"};
inline constexpr Finding kResponseUnnamed{"VAL-RESPONSE-UNNAMED", information, "required"};
inline constexpr Finding kResponseUnknown{"VAL-RESPONSE-UNKNOWN", warning, "not-found"};
inline constexpr Finding kResponsePeriod{"VAL-RESPONSE-PERIOD", warning, "business-rule"};
inline constexpr Finding kResponseLinkId{"VAL-RESPONSE-LINK-ID", error, "not-found"};
inline constexpr Finding kResponsePlace{"VAL-RESPONSE-PLACE", error, "structure"};
inline constexpr Finding kResponseOrder{"VAL-RESPONSE-ORDER", error, "structure"};
inline constexpr Finding kResponseText{"VAL-RESPONSE-TEXT", error, "invalid"};
inline constexpr Finding kResponseShape{"VAL-RESPONSE-SHAPE", error, "structure"};
inline constexpr Finding kResponseRequired{"VAL-RESPONSE-REQUIRED", error, "required"};
inline constexpr Finding kResponseOpen{"VAL-RESPONSE-OPEN", warning, "required"};
inline constexpr Finding kResponseDisabled{"VAL-RESPONSE-DISABLED", error, "invalid"};
inline constexpr Finding kResponseRepeats{"VAL-RESPONSE-REPEATS", error, "invalid"};
inline constexpr Finding kResponseOccurs{"VAL-RESPONSE-OCCURS", error, "invalid"};
inline constexpr Finding kAnswerType{"VAL-ANSWER-TYPE", error, "invariant"};
inline constexpr Finding kAnswerOption{"VAL-ANSWER-OPTION", error, "invariant"};
inline constexpr Finding kAnswerExclusive{"VAL-ANSWER-EXCLUSIVE", error, "invariant"};
inline constexpr Finding kAnswerValueSet{"VAL-ANSWER-VALUE-SET", error, "code-invalid"};
inline constexpr Finding kAnswerNoValueSet{"VAL-ANSWER-NO-VALUE-SET", warning, "code-invalid"};
inline constexpr Finding kAnswerLength{"VAL-ANSWER-LENGTH", error, "invariant"};
inline constexpr Finding kAnswerPattern{"VAL-ANSWER-PATTERN", error, "invariant"};
inline constexpr Finding kAnswerUri{"VAL-ANSWER-URI", error, "invalid"};
inline constexpr Finding kAnswerBounds{"VAL-ANSWER-BOUNDS", error, "invariant"};
inline constexpr Finding kAnswerDecimals{"VAL-ANSWER-DECIMALS", error, "invariant"};
inline constexpr Finding kAnswerUnit{"VAL-ANSWER-UNIT", error, "invariant"};
inline constexpr Finding kAnswerAttachment{"VAL-ANSWER-ATTACHMENT", error, "required"};
inline constexpr Finding kAnswerReference{"VAL-ANSWER-REFERENCE", error, "invariant"};
inline constexpr Finding kQuestionnaireCost{"VAL-QUESTIONNAIRE-COST", error, "too-costly"};
// clang-format on

}  // namespace finding

// Adds a finding about the element at `at`. `text` holds no value from the resource.
void report(fhir::IssueLog& log, const Finding& finding, const Location& at, std::string text);

// What a finding that is no element of its own points at: "Patient.name[0].use", which is missing.
struct FindingPlace {
  std::string expression;
  std::uint32_t offset = 0;
};
void report(fhir::IssueLog& log, const Finding& finding, FindingPlace place, std::string text);

}  // namespace gateway::validation
