import { NativeSelect } from '@mantine/core';
import { FormView } from '../../shared/form/form-view.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';
import { keepLanguage, type LanguageName, languageChoice, languageNames, pickLanguage } from '../../words/language.ts';
import { t } from '../../words/words.ts';

/** In which language the console speaks, in this browser. */
export function LanguageForm() {
  const form = useForm({
    initial: { language: languageChoice ?? '' },
    save: async ({ language }) => (language === '' ? undefined : (language as LanguageName)),
  });
  const browser = languageNames[pickLanguage(undefined, navigator.languages)];
  return (
    <Section title={t('Language')}>
      <FormView
        form={form}
        label={t('Language')}
        submitLabel={t('Save')}
        disabled={!form.isDirty}
        onSaved={(language) => {
          keepLanguage(language);
          window.location.reload();
        }}
      >
        <NativeSelect
          label={t('Language')}
          description={t('What the server itself answers is in English.')}
          data={[
            { value: '', label: t('As the browser has it: {language}', { language: browser }) },
            ...Object.entries(languageNames).map(([value, label]) => ({ value, label })),
          ]}
          {...form.text('language')}
        />
      </FormView>
    </Section>
  );
}
