import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { deleteUpload } from '@/api/intake';
import type { Upload } from '@/api/types';
import { Dialog } from '@/ui/Dialog';
import { toast } from '@/ui/toasts';
import { dismissUpload } from '../sending/queue';
import css from './History.module.css';

interface DeleteUploadProps {
  readonly upload: Upload;
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}

/** Says what follows from deleting a file, and asks once. */
export function DeleteUpload({ upload, onClose, onDeleted }: DeleteUploadProps) {
  const { t } = useTranslation('data');
  const { t: tc } = useTranslation();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteUpload(upload.upload_id),
    onSuccess: () => {
      for (const id of [upload.upload_id, ...upload.mended_by]) dismissUpload(id);
      toast(t('delete.asked', { file: upload.file_name }), { tone: 'good' });
      void queries.invalidateQueries({ queryKey: ['uploads'] });
      void queries.invalidateQueries({ queryKey: ['upload', upload.upload_id] });
      onClose();
      onDeleted?.();
    },
  });
  const follows = [
    t('delete.erased'),
    ...(upload.counts ? [t('delete.leaves'), t('delete.plan')] : []),
    ...(upload.mended_by.length > 0 ? [t('delete.mends', { count: upload.mended_by.length })] : []),
    t('delete.final'),
  ];
  return (
    <Dialog title={t('delete.title', { file: upload.file_name })} onClose={onClose}>
      <ul className={css.follows}>
        {follows.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {remove.error && (
        <p role="alert" className={css.problem}>
          {remove.error.message}
        </p>
      )}
      <div className={css.choices}>
        <Button variant="default" onClick={onClose}>
          {tc('cancel')}
        </Button>
        <Button className={css.danger} loading={remove.isPending} onClick={() => remove.mutate()}>
          {t('delete.confirm')}
        </Button>
      </div>
    </Dialog>
  );
}
