#include "gateway/rivta/process_request_answer.hpp"

#include <gmock/gmock.h>

namespace gateway::rivta {
namespace {

using testing::HasSubstr;
using testing::Not;

// The outcome for an error of this kind: "VALIDATION_ERROR", "APPLICATION_ERROR" or the fault code.
std::string way_of(ErrorKind kind) {
  const Answer answer = refused_answer(Error{kind, "SOME-ID", "A sentence.", "Patient.name"});
  if (const auto* fault = std::get_if<Fault>(&answer)) {
    return std::string(kFaultCodes.code(fault->code));
  }
  return std::string(kErrorCodes.code(std::get<RequestResult>(answer).error));
}

TEST(ProcessRequestAnswerTest, DataThatIsWrongIsAValidationError) {
  for (const ErrorKind kind :
       {ErrorKind::malformed, ErrorKind::invalid, ErrorKind::not_found, ErrorKind::too_large}) {
    EXPECT_EQ(way_of(kind), "VALIDATION_ERROR");
  }
}

TEST(ProcessRequestAnswerTest, AStateThatForbidsItIsAnApplicationError) {
  for (const ErrorKind kind :
       {ErrorKind::conflict, ErrorKind::precondition_failed, ErrorKind::gone}) {
    EXPECT_EQ(way_of(kind), "APPLICATION_ERROR");
  }
}

TEST(ProcessRequestAnswerTest, WhoMayNotCallGetsAClientFault) {
  EXPECT_EQ(way_of(ErrorKind::forbidden), "Client");
  EXPECT_EQ(way_of(ErrorKind::unauthenticated), "Client");
}

TEST(ProcessRequestAnswerTest, WhatMayBeTriedAgainIsAServerFault) {
  for (const ErrorKind kind : {ErrorKind::unavailable,
                               ErrorKind::timeout,
                               ErrorKind::throttled,
                               ErrorKind::storage_full,
                               ErrorKind::internal}) {
    EXPECT_EQ(way_of(kind), "Server");
  }
}

TEST(ProcessRequestAnswerTest, NothingToSayIsOk) {
  EXPECT_EQ(accepted_result(fhir::IssueLog(), fhir::IssueLog()).code, ResultCode::ok);
  EXPECT_EQ(accepted_result(fhir::IssueLog(), fhir::IssueLog()).message, "");
}

TEST(ProcessRequestAnswerTest, EachPlaceIsToldOnce) {
  fhir::IssueLog notes;
  notes.add(
      {.severity = fhir::Severity::information, .id = "A-B", .text = "t", .expression = "x/y"});
  notes.add(
      {.severity = fhir::Severity::information, .id = "A-B", .text = "t", .expression = "x/y"});

  const RequestResult result = accepted_result(notes, fhir::IssueLog());

  EXPECT_EQ(result.code, ResultCode::info);
  EXPECT_EQ(result.message,
            "Remissen är mottagen, men alla uppgifter kunde inte överföras. [x/y: A-B]");
}

TEST(ProcessRequestAnswerTest, SentencesOfOtherLayersAreNotRepeated) {
  const Answer answer =
      refused_answer(Error{ErrorKind::conflict, "EXCHANGE-X", "Their own words.", ""});
  const RequestResult& result = std::get<RequestResult>(answer);

  EXPECT_EQ(result.sub_code, "EXCHANGE-X");
  EXPECT_THAT(result.message, Not(HasSubstr("Their own words")));
}

TEST(ProcessRequestAnswerTest, ResultElementsFollowTheContract) {
  RequestResult result{ResultCode::error, ErrorCode::validation, "X<Y", "Ett & två"};
  const wire::Response response = render(result, "log-1");

  EXPECT_EQ(response.status, 200U);
  EXPECT_THAT(response.body,
              HasSubstr("<r:resultCode>ERROR</r:resultCode><r:errorCode>VALIDATION_ERROR"
                        "</r:errorCode><r:logId>log-1</r:logId><r:subCode>X&lt;Y</r:subCode>"
                        "<r:message>Ett &amp; två</r:message>"));
}

}  // namespace
}  // namespace gateway::rivta
