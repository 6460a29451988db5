// The answer of ProcessRequest: what became of a referral, in the words of the contract.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/base/code_table.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/rivta/soap.hpp"
#include "gateway/rivta/xsd_check.hpp"

namespace gateway::rivta {

// Source: the service contract's ResultCodeEnum and ErrorCodeEnum.
enum class ResultCode : std::uint8_t { ok, info, error };
inline constexpr CodeTable kResultCodes(std::to_array<CodeRow<ResultCode>>({
    {ResultCode::ok, "OK"},
    {ResultCode::info, "INFO"},
    {ResultCode::error, "ERROR"},
}));
enum class ErrorCode : std::uint8_t { none, validation, application };
inline constexpr CodeTable kErrorCodes(std::to_array<CodeRow<ErrorCode>>({
    {ErrorCode::none, ""},
    {ErrorCode::validation, "VALIDATION_ERROR"},
    {ErrorCode::application, "APPLICATION_ERROR"},
}));

struct RequestResult {
  ResultCode code = ResultCode::ok;
  ErrorCode error = ErrorCode::none;
  std::string sub_code;  // message id; empty: none
  std::string message;   // Swedish; empty: none
};

// A result is told to the sender's application and ends the matter; a fault says that the call
// failed, and one of code Server may be sent again.
using Answer = std::variant<RequestResult, Fault>;

// For `findings` of the XSD: lines, names of elements and rules.
RequestResult schema_result(const std::vector<XsdFinding>& findings);
// For a referral that was accepted: OK, or INFO if there is something to say.
RequestResult accepted_result(const fhir::IssueLog& notes, const fhir::IssueLog& warnings);
// For one that was not: by the kind of its error. Sentences of other layers are not repeated; their
// ids are.
Answer refused_answer(const fhir::Failure& failure);

wire::Response render(const Answer& answer, std::string_view log_id);

}  // namespace gateway::rivta
