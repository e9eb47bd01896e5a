package dev.parley.templates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.json.LooseJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The mismatches between a message and its template, and the text of a message that matches.
final class TemplateFitTest {
  private static final String TEXT = "{'type':'text','text':'%s'}";

  private static final Map<String, String> TEMPLATES =
      Map.of(
          "plain",
          "{'components':[{'type':'BODY','text':'Hello'}]}",
          "two",
          "{'components':[{'type':'BODY','text':'{{2}} and {{1}}, {{2}}'}]}",
          "named",
          "{'parameter_format':'NAMED','components':[{'type':'BODY','text':'{{who}} at"
              + " {{time}}'}]}",
          "header",
          "{'components':[{'type':'HEADER','format':'TEXT','text':'No. {{1}}'},"
              + "{'type':'BODY','text':'Hi {{1}}'},{'type':'FOOTER','text':'Bye'}]}",
          "image",
          "{'components':[{'type':'HEADER','format':'IMAGE'},{'type':'BODY','text':'Look'}]}",
          "gif",
          "{'components':[{'type':'HEADER','format':'GIF'},{'type':'BODY','text':'Look'}]}",
          "buttons",
          "{'components':[{'type':'BODY','text':'Hi'},{'type':'BUTTONS','buttons':["
              + "{'type':'URL','url':'https://example.com/{{1}}'},{'type':'QUICK_REPLY'},"
              + "{'type':'URL','url':'https://example.com/'},{'type':'PHONE_NUMBER'},"
              + "{'type':'BRAND_NEW'}]}]}",
          "code",
          "{'components':[{'type':'BODY','text':'Hi'},"
              + "{'type':'BUTTONS','buttons':[{'type':'COPY_CODE'}]}]}",
          "cards",
          "{'components':[{'type':'BODY','text':'Hi'},{'type':'CAROUSEL','cards':["
              + "{'components':[{'type':'HEADER','format':'VIDEO'},{'type':'BODY','text':'{{1}}'}]},"
              + "{'components':[{'type':'HEADER','format':'VIDEO'}]}]}]}",
          "untold",
          "{}");

  private static JsonNode json(String text) {
    try {
      return LooseJson.parse(text.replace('\'', '"').getBytes(UTF_8));
    } catch (LooseJson.Malformed wrong) {
      throw new AssertionError(text, wrong);
    }
  }

  private static Shape shape(String template) {
    return Shape.of(json(Objects.requireNonNull(TEMPLATES.get(template))));
  }

  private static JsonNode sent(String components) {
    return json(
        "{'components':[%s]}"
            .formatted(components.replaceAll("<([^>]*)>", TEXT.replace("%s", "$1"))));
  }

  private static List<String> problems(String template, String components) {
    List<String> problems = new ArrayList<>();
    TemplateFit.check(
        shape(template), sent(components), (field, problem) -> problems.add(field + " " + problem));
    return problems;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          plain   | ``
          plain   | {'type':'body','parameters':[]}
          two     | {'type':'body','parameters':[<a>,<b>]}
          named   | {'type':'body','parameters':[{'type':'text','parameter_name':'time','text':'9'},{'type':'text','parameter_name':'who','text':'Al'}]}
          header  | {'type':'body','parameters':[<a>]},{'type':'header','parameters':[<b>]}
          image   | {'type':'header','parameters':[{'type':'image','image':{'id':'1'}}]}
          gif     | {'type':'header','parameters':[{'type':'video','video':{'id':'1'}}]}
          gif     | ``
          buttons | {'type':'button','sub_type':'url','index':'0','parameters':[<a>]}
          buttons | {'type':'button','sub_type':'url','index':'0','parameters':[<a>]},{'type':'button','sub_type':'quick_reply','index':'1'},{'type':'button','sub_type':'flow','index':'4'}
          buttons | {'type':'button','sub_type':'url','index':'0','parameters':[<a>]},{'type':'button','sub_type':'call_permission_request','index':'5'}
          code    | {'type':'button','sub_type':'copy_code','index':'0'}
          cards   | {'type':'carousel','cards':[{'card_index':1,'components':[{'type':'header','parameters':[{'type':'video'}]}]},{'card_index':0,'components':[{'type':'header','parameters':[{'type':'video'}]},{'type':'body','parameters':[<a>]}]}]}
          untold  | {'type':'body','parameters':[<a>]}
          """)
  void matchingParametersAreAccepted(String template, String components) {
    assertEquals(List.of(), problems(template, components));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          plain   | {'type':'body','parameters':[<a>]} | components[0].parameters must be left out: the body of the template has no variables
          plain   | {'type':'header','parameters':[<a>]} | components[0] must be left out: the template has no header
          plain   | {'type':'carousel','cards':[{},{}]} | components[0] must be left out: the template has no carousel
          plain   | {'type':'button','sub_type':'url','index':'0'} | components[0].index must be left out: the template has no buttons
          two     | `` | components must have a body with 2 parameters, for {{1}} and {{2}}
          two     | {'type':'body','parameters':[<a>]} | components[0].parameters must be 2 parameters, for {{1}} and {{2}}, was 1
          two     | {'type':'body','parameters':[<a>,{'type':'text','parameter_name':'b','text':'b'}]} | components[0].parameters[1].parameter_name must be left out: the variables of the template have numbers
          named   | {'type':'body','parameters':[<a>,{'type':'text','parameter_name':'who','text':'b'}]} | components[0].parameters[0].parameter_name is required, and must be one of who, time
          named   | {'type':'body','parameters':[{'type':'text','parameter_name':'when','text':'b'},{'type':'text','parameter_name':'who','text':'b'}]} | components[0].parameters[0].parameter_name must be one of who, time
          header  | {'type':'body','parameters':[<a>]} | components must have a header with 1 parameter, for {{1}}
          image   | `` | components must have a header: the template's is of type image
          image   | {'type':'header','parameters':[]} | components[0].parameters must be one of type image
          image   | {'type':'header','parameters':[{'type':'video','video':{'id':'1'}}]} | components[0].parameters[0].type must be image, as the template's header is
          buttons | `` | components must have a button of sub_type url and index 0: the template's has a variable
          code    | `` | components must have a button of sub_type copy_code and index 0: the template's has a variable
          buttons | {'type':'button','sub_type':'quick_reply','index':'0'} | components[0].sub_type must be url, as button 0 of the template is
          buttons | {'type':'button','sub_type':'url','index':'0'},{'type':'button','sub_type':'url','index':'2'} | components[1] must be left out: the link of this button has no variable
          buttons | {'type':'button','sub_type':'url','index':'0'},{'type':'button','sub_type':'url','index':'3'} | components[1] must be left out: this button of the template takes nothing
          buttons | {'type':'button','sub_type':'url','index':'0'},{'type':'button','sub_type':'url','index':'5'} | components[1].index must be from 0 to 4: the template has no other buttons
          cards   | `` | components must have a carousel with 2 cards
          cards   | {'type':'carousel','cards':[{},{},{}]} | components[0].cards must be 2 cards, as the template has, was 3
          cards   | {'type':'carousel','cards':[{'card_index':0,'components':[{'type':'header','parameters':[{'type':'video'}]}]},{'card_index':1,'components':[{'type':'header','parameters':[{'type':'video'}]}]}]} | components[0].cards[0].components must have a body with 1 parameter, for {{1}}
          """)
  void mismatchesAreReported(String template, String components, String problem) {
    assertEquals(List.of(problem), problems(template, components));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          plain  | `` | Hello
          two    | {'type':'body','parameters':[<One>,<Two>]} | Two and One, Two
          two    | {'type':'body','parameters':[{'type':'currency','currency':{'fallback_value':'$1 & \\\\'}},<{{1}}>]} | {{1}} and $1 & \\, {{1}}
          two    | {'type':'body','parameters':[{'type':'group_id','group_id':'g'},<Two>]} | Two and {{1}}, Two
          named  | {'type':'body','parameters':[{'type':'text','parameter_name':'time','text':'9'},{'type':'text','parameter_name':'who','text':'Al'}]} | Al at 9
          header | {'type':'header','parameters':[<7>]},{'type':'body','parameters':[<Al>]} | `No. 7\\nHi Al\\nBye`
          image  | {'type':'header','parameters':[{'type':'image','image':{'id':'1'}}]} | Look
          """)
  void theTextIsTheRenderedTemplate(String template, String components, String text) {
    assertEquals(text.replace("\\n", "\n"), FilledText.of(shape(template), sent(components)));
  }

  @Test
  void aTemplateWithoutTextShowsNone() {
    assertEquals(null, FilledText.of(shape("untold"), sent("")));
  }

  @Test
  void aTextThatRepeatsAVariableVeryOftenIsCut() {
    Shape shape =
        Shape.of(
            json("{'components':[{'type':'BODY','text':'%s'}]}".formatted("{{1}}".repeat(200))));

    String text =
        FilledText.of(
            shape, sent("{'type':'body','parameters':[<%s>]}".formatted("x".repeat(1_024))));

    assertEquals(65_536, String.valueOf(text).length());
  }
}
