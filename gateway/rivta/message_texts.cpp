#include "gateway/rivta/message_texts.hpp"

#include <algorithm>
#include <array>

namespace gateway::rivta {
namespace {

// Kept in step with docs/issues/rivta.md by tests/rivta/message_texts_test.cpp.
constexpr auto kTexts = std::to_array<MessageText>({
    // Any other refusal; first, because message_text() falls back on it.
    {"RIVTA-REFUSED", "Meddelandet kunde inte tas emot.", "The message could not be accepted."},

    // Envelope
    {"RIVTA-XML",
     "Meddelandet är inte ett läsbart XML-dokument.",
     "The message is not a readable XML document."},
    {"RIVTA-NOT-SOAP",
     "Meddelandet är inte ett SOAP 1.1-kuvert.",
     "The message is not a SOAP 1.1 envelope."},
    {"RIVTA-SOAP-VERSION",
     "Kuvertet har en annan SOAP-version än 1.1.",
     "The envelope has a SOAP version other than 1.1."},
    {"RIVTA-SOAP-HEADER", "SOAP-huvudet är felaktigt.", "The SOAP header is not correct."},
    {"RIVTA-MUST-UNDERSTAND",
     "SOAP-huvudet kräver något som tjänsten inte känner till.",
     "The SOAP header demands something that this service does not know."},
    {"RIVTA-SOAP-BODY",
     "SOAP-kroppen ska ha precis ett element.",
     "The SOAP body must have exactly one element."},
    {"RIVTA-SOAP-ACTION",
     "SOAPAction hör till en annan tjänst.",
     "The SOAPAction belongs to another service."},
    {"RIVTA-UNKNOWN-SERVICE",
     "Tjänsten finns inte på den här adressen.",
     "There is no such service at this address."},
    {"RIVTA-LOGICAL-ADDRESS",
     "LogicalAddress saknas, är tom eller finns flera gånger.",
     "LogicalAddress is missing, empty or given more than once."},

    // Caller
    {"RIVTA-NOT-ALLOWED", "Anropet är inte tillåtet.", "The call is not allowed."},
    {"RIVTA-UNAVAILABLE",
     "Tjänsten kan inte ta emot just nu. Försök igen senare.",
     "The service cannot accept this now. Try again later."},
    {"RIVTA-INTERNAL",
     "Ett internt fel inträffade. Försök igen senare.",
     "An internal error occurred. Try again later."},

    // Content
    {"RIVTA-SCHEMA",
     "Meddelandet följer inte tjänstekontraktets schema.",
     "The message is not valid by the schema of the service contract."},
    {"RIVTA-RECEIVER-UNKNOWN",
     "Mottagande enhet är inte känd.",
     "The receiving unit is not known."},
    {"RIVTA-RECEIVER-MISMATCH",
     "LogicalAddress och recipient anger olika enheter.",
     "LogicalAddress and recipient name different units."},
    {"RIVTA-REASON-NOT-SUPPORTED",
     "Endast nya remisser (NR) tas emot; ändring, vidareskickning och avbrytande stöds inte.",
     "Only new referrals (NR) are accepted; amending, forwarding and cancelling are not "
     "supported."},
    {"RIVTA-VERSION-NUMBER",
     "En ny remiss (NR) ska ha versionsnummer 1.",
     "A new referral (NR) must have version number 1."},
    {"RIVTA-REQUEST-ID",
     "Remissens id ska ha en avsändare före och ett lokalt id efter tecknet #.",
     "The id of the referral must have a sender before and a local id after the character #."},
    {"RIVTA-HSA-ID", "Ett HSA-id saknas eller är tomt.", "An HSA-id is missing or empty."},
    {"RIVTA-PERSON-ID-FORM",
     "Personnumret eller samordningsnumret har inte rätt form.",
     "The personnummer or samordningsnummer does not have the right form."},
    {"RIVTA-PERSON-ID-CHECK-DIGIT",
     "Personnumrets eller samordningsnumrets kontrollsiffra stämmer inte.",
     "The check digit of the personnummer or samordningsnummer is wrong."},
    {"RIVTA-DATE",
     "Ett datum eller en tidpunkt finns inte i kalendern.",
     "A date or time does not exist in the calendar."},
    {"RIVTA-TOO-LONG", "Remissen är längre än 1 MiB.", "The referral is longer than 1 MiB."},
    {"RIVTA-QUESTION-MISSING", "Frågeställningen är tom.", "The question is empty."},
    {"RIVTA-STATE",
     "Remissen kan inte tas emot i sitt nuvarande läge.",
     "The referral cannot be accepted in its present state."},

    // Information: accepted, but something has no place
    {"RIVTA-NOT-CARRIED",
     "Remissen är mottagen, men alla uppgifter kunde inte överföras.",
     "The referral was accepted, but not everything in it could be carried over."},
    {"RIVTA-EXTRA-ELEMENT",
     "Ett element ur en annan namnrymd överförs inte.",
     "An element of another namespace is not carried over."},
    {"RIVTA-TEMPORARY-PERSON-ID",
     "Personidentiteten är tillfällig och kan inte kontrolleras.",
     "The identity of the person is temporary and cannot be checked."},
    {"RIVTA-BIRTH-DATE-DIFFERS",
     "Födelsedatum och personidentitet stämmer inte överens.",
     "Date of birth and identity of the person do not agree."},
    {"RIVTA-CODE-SYSTEM",
     "Kodsystemet är okänt; koden överförs utan system.",
     "The code system is unknown; the code is carried over without it."},
    {"RIVTA-CODE",
     "En kod har inte en giltig form och överförs inte.",
     "A code does not have a valid form and is not carried over."},
    {"RIVTA-MIMETYPE",
     "Bilagans mediatyp har inte en giltig form och överförs inte.",
     "The media type of the attachment does not have a valid form and is not carried over."},
    {"RIVTA-ATTACHMENT-SIZE",
     "Bilagans storlek kan inte återges och överförs inte.",
     "The size of the attachment cannot be expressed and is not carried over."},
    {"RIVTA-ATTACHMENT-POINTER",
     "Bilagan överförs som hänvisning; innehållet hämtas inte.",
     "The attachment is carried over as a pointer; its content is not fetched."},
});

}  // namespace

std::span<const MessageText> message_texts() noexcept {
  return kTexts;
}

const MessageText& message_text(std::string_view id) noexcept {
  const auto found = std::ranges::find(kTexts, id, &MessageText::id);
  return found == kTexts.end() ? kTexts.front() : *found;
}

}  // namespace gateway::rivta
