// Subtags of language tags that are registered and short enough to be listed here.
#pragma once

#include "gateway/conformance/code_words.hpp"

namespace gateway::conformance {

// Every language of two letters, deprecated ones included.
// Source: IANA, language subtag registry; ISO 639-1, which takes no more in.
inline constexpr CodeWords kShortLanguages(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv "
    "cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr "
    "ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr "
    "ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng "
    "nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk "
    "sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve "
    "vi vo wa wo xh yi yo za zh zu ");
static_assert(kShortLanguages.is_sound());

// Regions of two letters that are no countries of ISO 3166-1: reserved there, or deprecated.
// Source: IANA, language subtag registry.
inline constexpr CodeWords kOtherRegions(
    "AC AN BU CP CQ CS DD DG EA EU EZ FX IC NT SU TA TP UN YD YU ZR ");
static_assert(kOtherRegions.is_sound());

}  // namespace gateway::conformance
